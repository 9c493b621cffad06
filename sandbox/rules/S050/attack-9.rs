pub fn f() -> &'static str { include_str!(concat!("/etc/", "passwd")) }
