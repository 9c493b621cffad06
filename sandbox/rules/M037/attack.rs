//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
inner = { path = "inner" }
//- inner/Cargo.toml
[package]
name = "inner"
//- inner/build.rs
fn main() {}
