use std::alloc::{handle_alloc_error, Layout}; pub fn f() { handle_alloc_error(Layout::new::<u8>()) }
