use std::collections as fs; pub fn f() -> usize { fs::BTreeMap::<u8, u8>::new().len() }
