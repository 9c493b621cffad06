mod fs { pub fn read() {} } mod b { use fs; use fs::read; pub fn g() { fs::read(); read() } }
//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
