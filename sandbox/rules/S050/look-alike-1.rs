#![doc = include_str!("../README.md")] pub const A: &str = include_str!("a.txt");
//- src/a.txt
a
//- README.md
x
