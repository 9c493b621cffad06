macro_rules! make { ($($name:ident)*) => { $(pub fn $name() {})* } }
make!(a b); #[macro_export] macro_rules! other { () => {} }
thread_local! { static X: u8 = 0; }
extern crate dep as d; d::generate! { x }
extern "C" { pub fn z(); }
