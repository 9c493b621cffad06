extern crate self as core;
pub mod process {
    pub use std::process::*;
}
pub fn run() -> i64 {
    core::process::exit(1)
}
