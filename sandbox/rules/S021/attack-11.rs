#[cfg(test)] macro_rules! a { () => {} } use std::fs;
