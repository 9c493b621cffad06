//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[target.'cfg(windows)'.dependencies]
