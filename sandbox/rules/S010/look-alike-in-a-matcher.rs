macro_rules! kind {
    (unsafe fn) => { 1 };
    (use std::process::exit as leave) => { 2 };
    (extern "C") => { 3 };
    (fn) => { 4 };
}

pub fn run() -> u8 {
    kind!(fn)
}
