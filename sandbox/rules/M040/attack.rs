//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[lib]
path = "real.txt"
//- real.txt
pub fn one() -> u8 { 1 }
