pub fn f(p: &str) -> bool { <std::fs::File>::open(p).is_ok() }
