#[cfg(test)] a!{ } use std::fs;
