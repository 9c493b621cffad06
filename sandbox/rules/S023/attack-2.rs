use std::env; pub fn f() -> bool { env::var("X").is_ok() }
