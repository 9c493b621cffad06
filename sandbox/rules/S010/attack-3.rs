macro_rules! m { ($e:expr) => { unsafe { $e } } }
