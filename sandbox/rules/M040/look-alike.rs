//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[lib]
path = "source/root.rs"
//- source/root.rs
pub fn one() -> u8 { 1 }
