pub fn f() { let _x = S { #[cfg(test)] a: 1, b: std::process::id() }; } pub struct S { b: u32 }
