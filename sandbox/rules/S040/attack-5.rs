use std::io; macro_rules! c { ($a:ident $b:ident) => { $a::$b() } } pub fn f() { c!(io stdin); }
