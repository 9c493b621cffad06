#[cfg(test)] mod tests;
//- src/tests.rs
use std::fs;
