macro_rules! m { ($i:item) => { $i } } m! { use std::process::exit as e; } pub fn f() { e(1) }
