#[test] #[cfg(not(test))] fn x() {} #[cfg(not(test))] use std::fs;
