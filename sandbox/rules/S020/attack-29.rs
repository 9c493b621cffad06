mod a { pub extern crate std; } pub fn f() { crate::a::std::process::exit(3) }
