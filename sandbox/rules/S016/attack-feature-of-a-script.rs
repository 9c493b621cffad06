//- grant build-script
#![cfg_attr(own_flag, feature(doc_cfg, core_intrinsics))]

pub fn run() -> i64 {
    7
}
//- build.rs
fn main() {
    println!("cargo::rustc-cfg=own_flag");
}
