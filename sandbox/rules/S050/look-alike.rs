#![doc = include_str!("../README.md")]

pub const TEXT: &str = include_str!("text.txt");

//- src/text.txt
a
//- README.md
b
