//- .cargo/credentials.toml
[registry]
token = "x"
//- src/lib.rs
pub fn run() -> i64 {
    1
}
