pub fn f() { r#std::process::exit(1) }
