#[cfg(test)] mod tests { use std::fs; #[test] fn t() { unsafe { fs::read("x").unwrap(); } } }
