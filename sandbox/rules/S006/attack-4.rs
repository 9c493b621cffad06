mod a;
//- src/a.rs
//- src/a/mod.rs
