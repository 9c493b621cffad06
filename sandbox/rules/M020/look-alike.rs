pub fn one() -> u8 {
    1
}

//- cargo/config.toml
[build]
//- config.toml
[server]
