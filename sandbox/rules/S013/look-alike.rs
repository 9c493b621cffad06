/// A `#[link(name = "m")]` in words.
pub mod link {
    pub fn name() -> &'static str {
        "m"
    }
}
