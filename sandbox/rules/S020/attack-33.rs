#[cfg(windows)] pub fn f() { std::process::exit(1) }
