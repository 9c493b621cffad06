use std::io::*;

pub fn line() -> String {
    let mut line = String::new();
    let _ = stdin().read_line(&mut line);
    line
}
