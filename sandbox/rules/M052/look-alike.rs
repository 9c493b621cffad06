pub fn year() -> u16 {
    2015
}

//- Cargo.toml
[package]
name = "plug"
edition = "2018"
