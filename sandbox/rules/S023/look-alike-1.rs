use std::env; pub fn f() -> &'static str { env::consts::OS }
