pub fn f(#[cfg(test)] a: u8, b: std::fs::File) {}
