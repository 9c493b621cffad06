macro_rules! apply {
    ($macro:path, $value:expr) => {
        $macro!("{} {}", $value, NAME)
    };
}

macro_rules! length {
    ($env:expr) => {
        $env.len()
    };
}

const NAME: &str = concat!(env!("CARGO_PKG_NAME"), "!");

pub const TEXT: &str = include_str!("lib.rs");

pub fn run() -> String {
    let env = "none";
    let length = length!(env);
    apply!(std::format, length)
}
