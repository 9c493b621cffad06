pub fn f() { let _ = 1..std::process::id(); }
