pub const X: &str = include_str!("\x2fetc/hostname");
pub fn run() -> String {
    X.into()
}
