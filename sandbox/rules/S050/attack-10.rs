pub fn f() -> &'static str { include_str!("missing.txt") }
