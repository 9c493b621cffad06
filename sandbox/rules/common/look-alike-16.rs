use std::env; macro_rules! p { ($e:expr) => { $e } } pub fn f() -> &'static str { p!(env::consts::ARCH) }
