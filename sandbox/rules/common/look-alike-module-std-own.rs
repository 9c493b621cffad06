mod std {
    pub mod process {
        pub fn exit(x: i64) -> i64 {
            x
        }
    }
}
pub fn run() -> i64 {
    std::process::exit(42)
}
