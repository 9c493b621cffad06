pub fn f() {} // ‮ nothing
