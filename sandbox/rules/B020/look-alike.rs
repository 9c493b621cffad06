pub const TEXT: &str = include_str!("../src/./text.txt");
pub const NAME: Option<&str> = option_env!("CARGO_PKG_NAME");

//- src/text.txt
inside
