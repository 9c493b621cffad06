#[cfg(test)] struct S; #[cfg(any(not(test), windows))] use std::fs;
