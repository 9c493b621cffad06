#[cfg_attr(unix, export_name = "g")] pub fn f() {}
