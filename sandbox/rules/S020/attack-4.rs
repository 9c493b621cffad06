macro_rules! m { ($($s:ident)::+) => { $($s)::+(1) } } pub fn f() { m!(std::process::exit) }
