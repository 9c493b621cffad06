#[cfg(test)] type X = u8; use std::fs;
