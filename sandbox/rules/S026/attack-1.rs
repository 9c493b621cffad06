macro_rules! m { () => { use std::io as q; } } mod a { m!(); pub fn f() { q::stdin(); } }
