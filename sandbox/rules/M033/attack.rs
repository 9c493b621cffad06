//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
serde = "1"
