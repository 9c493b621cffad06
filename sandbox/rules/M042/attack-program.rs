//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[[bin]]
name = "plug-cli"
path = "src/lib.rs"
