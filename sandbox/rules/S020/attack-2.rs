pub fn f() { let g: fn(i32) -> ! = std::process::exit; g(1) }
