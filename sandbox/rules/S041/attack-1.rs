macro_rules! j { ($($r:tt)*) => { std $($r)* } } pub fn f() { j!(::process::exit(3)) }
