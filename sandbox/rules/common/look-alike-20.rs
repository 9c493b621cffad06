pub const TEXT: &str = "unsafe { std::process::exit(0) }"; /* extern "C" { } */ pub fn f() {} // use std::fs;
