pub fn f() { if 1 > ::std::process::id() {} }
