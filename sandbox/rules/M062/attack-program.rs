//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[[bin]]
name = "tool"
path = "../../etc/tool.rs"
//- src/lib.rs
pub fn run() -> i64 {
    42
}
