//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[profile.release]
panic = "abort"
[lints.rust]
unsafe_code = "allow"
