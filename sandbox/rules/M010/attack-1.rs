//- build.rs
fn main() {}
