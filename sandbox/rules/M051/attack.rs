//- Cargo.toml
cargo-features = ["profile-rustflags"]

[package]
name = "plug"
edition = "2021"
