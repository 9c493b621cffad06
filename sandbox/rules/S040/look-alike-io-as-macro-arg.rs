use std::io::{self, Write};
macro_rules! put { ($w:ident, $($a:tt)*) => { $w.write_all(format!($($a)*).as_bytes()) } }
pub fn f() -> io::Result<String> {
    let mut path = Vec::new();
    put!(path, "{}", 42)?;
    Ok(String::from_utf8(path).unwrap())
}
pub fn run() -> String {
    f().unwrap()
}
