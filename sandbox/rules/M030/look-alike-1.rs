//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[dependencies]
serde = { version = "1", optional = true }
[dev-dependencies]
quickcheck = "1"
[build-dependencies]
