//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[dependencies]
itoa = { version = "1", artifact = "bin" }
//- src/lib.rs
pub fn run() -> i64 {
    1
}
