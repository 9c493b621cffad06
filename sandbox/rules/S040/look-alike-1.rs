macro_rules! count { () => { 0 }; ($h:tt $($t:tt)*) => { 1 + count!($($t)*) } } pub fn f() -> i32 { count!(the quick :: brown) }
