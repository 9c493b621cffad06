#[path = "a/lib.rs"]
mod again;

//- src/a/lib.rs
pub fn one() -> u8 {
    1
}
