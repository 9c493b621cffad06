use r#std::r#fs as r#box; pub fn f() { let _ = r#box::read("x"); }
