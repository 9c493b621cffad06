//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
readme = "../../etc/hostname"
license-file = "/etc/hostname"
