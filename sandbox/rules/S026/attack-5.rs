pub fn f() { std::io::Stdin::lines(todo!()); }
