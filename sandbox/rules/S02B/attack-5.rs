pub fn f() { let _ = std::path::absolute("x"); }
