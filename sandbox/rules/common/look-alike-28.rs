#[cfg(all(test, unix))] use std::fs; #[cfg(feature = "off")] extern crate test;
