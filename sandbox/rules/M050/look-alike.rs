//- Cargo.toml
[package]
name = "profile"
edition = "2021"

[package.metadata.profile]
panic = "abort"
