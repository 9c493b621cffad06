macro_rules! c { ($m:ident) => { $m!("/etc/passwd") } } pub fn f() { c!(include_str); }
