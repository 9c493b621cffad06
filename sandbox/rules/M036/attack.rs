//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[target.'cfg(all())'.dependencies]
quiet = "1"
