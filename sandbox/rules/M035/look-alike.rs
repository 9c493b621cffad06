//- Cargo.toml
[package]
name = "stdlib"
edition = "2021"

[lib]
name = "alloc_tools"
