#[cfg_attr(unix, doc = include_str!("/etc/passwd"))] pub fn f() {}
