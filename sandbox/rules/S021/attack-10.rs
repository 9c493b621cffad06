#[cfg(test)] pub(crate) fn g() -> [u8; { 1 }] { [1] } use std::fs;
