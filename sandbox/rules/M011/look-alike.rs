pub fn one() -> u8 {
    1
}

//- Cargo.toml
[package]
name = "plug-macros"
edition = "2021"

[lib]
proc-macro = false
