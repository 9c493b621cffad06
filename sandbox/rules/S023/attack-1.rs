mod a { pub use super::b::*; } mod b { pub use super::a::*; pub use std::env; } pub fn f() { a::env::vars(); }
