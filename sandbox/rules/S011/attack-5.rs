macro_rules! m { ($m:meta) => { #[$m] pub fn f() {} } } m!(no_mangle);
