//- Cargo.toml
[package]
name = "plug"
edition = "2021"
homepage = "https://links.example/z"
