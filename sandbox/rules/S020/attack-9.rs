pub fn f() { let _ = ..=std::process::id(); }
