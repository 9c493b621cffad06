//- Cargo.toml
[package]
name = "plug"
edition = "2021"
description = "harmless \u001b[2J\u001b[H"
authors = ["somebody \u202e"]
