//- rust-toolchain.toml
[toolchain]
channel = "stable"
components = ["rustfmt"]
//- src/lib.rs
pub fn run() -> i64 {
    42
}
