macro_rules! c { ($a:ident $b:ident $c:ident) => { $a::$b::$c(3) } } pub fn f() { c!(std process exit) }
