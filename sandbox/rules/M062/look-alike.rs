//- Cargo.toml
[package]
name = "plug"
edition = "2021"
readme = "docs/../README.md"
//- README.md
