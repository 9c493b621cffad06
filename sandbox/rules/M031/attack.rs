//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
inner = { path = "vendor/inner" }
//- vendor/inner/Cargo.toml
[package]
name = "inner"
edition = "2021"
//- vendor/inner/src/lib.rs
