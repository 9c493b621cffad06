macro_rules! map { ($($k:expr => $v:expr),* $(,)?) => {{ let mut m = ::std::collections::HashMap::new(); $(m.insert($k, $v);)* m }} } pub fn f() -> usize { map!{ 1 => 2 }.len() }
