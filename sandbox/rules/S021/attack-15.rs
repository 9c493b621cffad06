pub fn f(s: S) { s.std::<u8>(); } pub struct S; use std::fs;
