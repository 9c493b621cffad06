//- Cargo.toml
[package]
name = "plug"
edition = "2021"
readme = "../../etc/hostname"
license-file = "/etc/hostname"
