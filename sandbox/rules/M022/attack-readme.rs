//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
readme.workspace = true
//- src/lib.rs
pub fn run() -> i64 {
    42
}
