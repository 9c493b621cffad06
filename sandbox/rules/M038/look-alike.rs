//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
plugwright-plugin = "0.1"
