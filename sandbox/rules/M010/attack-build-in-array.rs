//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
build = ["a.rs", "b.rs"]
//- a.rs
fn main() {}
//- b.rs
fn main() {}
//- src/lib.rs
pub fn run() -> i64 {
    1
}
