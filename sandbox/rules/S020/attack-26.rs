mod a { pub use std::process::Command as B; } use a::B; pub fn f() -> bool { B::new("x").status().is_ok() }
