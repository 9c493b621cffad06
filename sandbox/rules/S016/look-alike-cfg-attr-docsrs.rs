#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]
//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"
[features]
default = ["std"]
std = []
nightly = []
[package.metadata.docs.rs]
all-features = true
//- src/lib.rs
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(feature = "nightly", feature(test))]
#![cfg_attr(not(feature = "std"), no_std)]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;
use alloc::{string::String, vec::Vec};
pub fn run() -> String {
    let v: Vec<&str> = alloc::vec!["a", "b"];
    v.concat()
}
