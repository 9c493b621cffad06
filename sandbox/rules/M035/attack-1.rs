//- Cargo.toml
cargo-features = ["x"]
[package]
name = "std"
