use std::io::{self as i}; use self::i as j; pub fn f() { j::stdin(); }
