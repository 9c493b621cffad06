//- rust-toolchain
nightly
//- src/lib.rs
pub fn run() -> i64 {
    1
}
