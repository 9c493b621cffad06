use std::io::*;

pub mod stdin {}

pub fn line() -> usize {
    let mut line = String::new();
    stdin().read_to_string(&mut line).unwrap_or_default()
}
