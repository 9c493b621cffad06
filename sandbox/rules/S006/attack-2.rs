#[path = "b.dat"] pub mod b;
//- src/b.dat
