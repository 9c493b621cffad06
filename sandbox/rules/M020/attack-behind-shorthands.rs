pub fn one() -> u8 {
    1
}

//- .cargo/config.toml
alias.docs = "doc"
build.rustc-wrapper = "./wrapper"
