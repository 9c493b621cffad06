//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[dependencies]
core = "1"
x = { package = "proc-macro", version = "1" }
