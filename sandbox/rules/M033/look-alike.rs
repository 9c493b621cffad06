//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
serde = { version = "1", optional = true }

[dev-dependencies]
quickcheck = "1"
