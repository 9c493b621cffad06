use std::io::*; pub fn f() { stdin(); }
