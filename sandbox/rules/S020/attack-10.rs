pub fn f() { println!("{}", std::process::id()); }
