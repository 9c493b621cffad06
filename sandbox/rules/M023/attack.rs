//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[patch.crates-io]
itoa = { path = "vendor/itoa" }
