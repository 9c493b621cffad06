#[cfg(test)] #[path = "x.rs"] mod t; use std::fs;
