pub fn f(thread: &str) -> String { ["a", thread].concat() } pub mod net { pub struct Socket; impl Socket { pub fn bind() {} } } pub fn g() { net::Socket::bind() }
