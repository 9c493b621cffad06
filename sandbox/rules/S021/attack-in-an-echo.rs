macro_rules! c { ($($t:tt)*) => { $($t)* } } c! { use std::{fs as x}; } pub fn f() { let _ = x::read("a"); }
