//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[lib]
path = "real.txt"
