//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dev-dependencies]
inner = { path = "vendor/inner" }
