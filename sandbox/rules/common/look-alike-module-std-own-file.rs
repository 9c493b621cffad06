mod core;
pub fn run() -> i64 {
    core::value()
}
//- src/core.rs
//! Own core.
pub fn value() -> i64 {
    42
}
