//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[lints.rust]
unsafe_code = "allow"
