use std::process; mod inner { use process; pub fn f() { process::exit(1) } }
//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
