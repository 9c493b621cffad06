//- Cargo.toml
[package]
name = "_plug"
edition = "2021"
