pub fn one() -> u8 {
    1
}

//- Cargo.toml
# [package
[package] # a comment that looks like [lib
name = "plug"
edition = "2021"
