//- grant build-script
#![cfg_attr(any(own_flag, unix), feature(core_intrinsics))]

pub fn run() -> i64 {
    7
}
//- build.rs
fn main() {}
