#[path = "impl/a.rs"]
pub mod a;

//- src/impl/a.rs
pub fn one() -> u8 {
    1
}
