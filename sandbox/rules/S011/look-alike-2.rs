/// Sets `no_mangle`.
#[doc(alias = "no_mangle")] pub fn f() {}
