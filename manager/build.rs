//! Tells the crate which target it is built for: cargo tells only build scripts.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=PLUGWRIGHT_TARGET={target}");
}
