//- Cargo.toml
[package]
name = "patch"
edition = "2021"
keywords = ["patch", "replace"]
