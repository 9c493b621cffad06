use std::prelude::rust_2021::*;
pub fn run() -> usize {
    std::env::args_os().count()
}
