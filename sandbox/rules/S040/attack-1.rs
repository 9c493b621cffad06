macro_rules! o { ($r:ident) => { i!($r process exit) } } macro_rules! i { ($a:ident $b:ident $c:ident) => { $a::$b::$c(1) } } pub fn f() { o!(std) }
