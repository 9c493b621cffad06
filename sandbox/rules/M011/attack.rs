//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[lib]
proc-macro = true
