pub fn one() -> u8 {
    1
}

//- Cargo.toml
[package]
name = "plug"
