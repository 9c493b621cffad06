//- Cargo.toml
[workspace]
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[lib]
name = "plug"
path = "src/lib.rs"
crate-type = ["rlib", "cdylib"]
//- src/lib.rs
pub fn run() -> i64 {
    42
}
