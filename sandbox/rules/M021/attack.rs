pub fn one() -> u8 {
    1
}

//- rust-toolchain.toml
[toolchain]
path = "tools/toolchain"
