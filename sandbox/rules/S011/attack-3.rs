#[no_mangle] pub fn f() {}
