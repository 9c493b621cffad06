//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[workspace]
members = ["../../elsewhere"]
