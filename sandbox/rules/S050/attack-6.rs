pub const A: &str = include_str!(r"/etc/passwd");
