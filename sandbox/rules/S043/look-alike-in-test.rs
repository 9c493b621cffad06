//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2021"

[dependencies]
fancy = { version = "1", optional = true }
//- src/lib.rs
pub fn one() -> u8 {
    1
}

#[test]
fn a_test_beside_the_code() {
    fancy::assert_snapshot!(one());
    std::thread::sleep(std::time::Duration::from_secs(1));
}
