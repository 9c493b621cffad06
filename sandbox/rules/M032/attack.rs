//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
far = { git = "https://git.example/far" }
