//- Cargo.toml
[package]
name = "Plug_in-2"
edition = "2021"
description = """
Größer, “besser”:
	weiter."""
