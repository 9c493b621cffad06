//- grant build-script
#![cfg_attr(docsrs, feature(doc_cfg))]

pub fn run() -> i64 {
    7
}
//- build.rs
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
