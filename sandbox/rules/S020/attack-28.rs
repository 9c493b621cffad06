pub fn f() { match 1 { _ => ::std::process::abort() } }
