//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[dependencies]
serde = "1"
near = { path = "../near" }
far = { git = "https://git.example/far" }
