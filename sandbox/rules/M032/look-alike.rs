//- Cargo.toml
[package]
name = "plug"
edition = "2021"
repository = "https://git.example/plug"
