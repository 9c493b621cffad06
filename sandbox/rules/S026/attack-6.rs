use std::io; pub fn f() { io::stdin(); io::stdout(); }
