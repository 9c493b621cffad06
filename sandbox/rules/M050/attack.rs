//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[profile.release]
panic = "abort"
