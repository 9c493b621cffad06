mod a { pub mod b { pub use std::io; } } use a::*; use b::io as x; pub fn f() { x::stdin(); }
