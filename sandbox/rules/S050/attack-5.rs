macro_rules! f { ($p:literal) => { include_str!($p) } } pub const A: &str = f!("/etc/passwd");
