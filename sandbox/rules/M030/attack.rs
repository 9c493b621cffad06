//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
near = { path = "../near" }
