macro_rules! m { ($($t:tt)*) => { $($t)* } } m! { mod hidden; }
//- src/hidden.rs
