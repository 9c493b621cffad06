//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dev-dependencies]
near = { path = "../near" }
