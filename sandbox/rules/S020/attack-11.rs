pub fn f() { vec![std::process::id()]; }
