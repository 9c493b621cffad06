//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[build-dependencies]
cc = "1"
