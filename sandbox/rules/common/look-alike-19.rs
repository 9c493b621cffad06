#![no_std] extern crate alloc; #[cfg(feature = "std")] extern crate std; use alloc::string::String; pub fn f() -> String { String::new() }
