//- grant dependencies
//- Cargo.toml
[package]
name = "plug"
edition = "2021"

[dependencies]
inner = { path = "inner" }
//- inner/Cargo.toml
[package]
name = "inner"
edition = "2021"
build = false
//- inner/src/lib.rs
