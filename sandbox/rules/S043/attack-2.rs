pub fn f() { unheard_of!(1) }
