use std::io::prelude::*; use std::fmt::Write as _; pub fn f() -> String { let mut s = String::new(); let _ = write!(s, "x"); s }
