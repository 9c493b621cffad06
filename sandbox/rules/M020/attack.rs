pub fn one() -> u8 {
    1
}

//- .cargo/config.toml
[build]
rustc-wrapper = "./wrapper"
//- src/.cargo/config
