macro_rules! c { ($p:path) => { $p(3) } } pub fn f() { c!(std::process::exit) }
