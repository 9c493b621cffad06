//- Cargo.toml
[package]
name = "plug"
version = "0.1.0"
edition = "2018"
//- src/lib.rs
macro_rules! text {
    ($name:ident # $first:tt ; $value:expr ; $last:tt #) => {
        $value
    };
}
macro_rules! lifetime {
    ($name:lifetime # $value:expr) => {
        $value
    };
}

pub fn run() -> u32 {
    text!(cr#"a" ; std::process::id() ; "b"#) + lifetime!('r#std::process::id())
}
