pub fn f() -> &'static str { include_str!("/etc/hostname") }
