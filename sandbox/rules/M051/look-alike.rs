//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[features]
cargo-features = []
