//- Cargo.toml
[package]
name = "plug"
edition = "2021"
build = false
links = "z"
