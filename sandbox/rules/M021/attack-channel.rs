pub fn one() -> u8 {
    1
}

//- rust-toolchain.toml
[toolchain]
channel = "1.80"
components = ["clippy"]
