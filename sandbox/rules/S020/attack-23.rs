mod a;
//- src/a.rs
pub fn f() { std::process::exit(1) }
