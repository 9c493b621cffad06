pub fn one() -> u8 {
    1
}

//- .cargo/config.toml
[alias]
docs = "doc --no-deps --all-features"

[term]
quiet = true
