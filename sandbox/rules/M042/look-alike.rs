//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[[bench]]
name = "rustc"
path = "benches/rustc.rs"
