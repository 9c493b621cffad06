//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[[bin]]
name = "Rustc"
path = "src/lib.rs"
