//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
core = { package = "better-core", version = "1" }
x = { package = "proc-macro", version = "1" }
