pub fn one() -> u8 {
    1
}

//- docs/rust-toolchain.md
[toolchain]
path = "tools/toolchain"
