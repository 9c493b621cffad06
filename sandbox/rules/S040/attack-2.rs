macro_rules! m { () => { n!(std process) } } macro_rules! n { ($a:ident $b:ident) => { $a::$b::exit(1) } } pub fn f() { m!() }
