macro_rules! j { ($a:ident [$($r:tt)*]) => { $a $($r)* } } pub fn f() { j!(std [::process::exit(3)]) }
