mod ѕtd { pub fn f() {} }
