#[cfg_attr(all(), cfg_attr(all(), no_mangle))] pub fn f() {}
