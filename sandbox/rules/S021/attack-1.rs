pub const N: usize = { use std::fs as a; if a::read("x").is_ok() { 1 } else { 2 } };
