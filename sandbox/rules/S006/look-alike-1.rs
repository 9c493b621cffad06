#[path = "impl/a.rs"] mod a;
//- src/impl/a.rs
pub fn f() {}
