pub fn one() -> u8 {
    1
}

//- build.rs
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
