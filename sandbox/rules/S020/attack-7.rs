pub fn f() { let _ = [1].map(|_| ::std::process::id()); }
