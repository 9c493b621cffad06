use std::sync::atomic::{AtomicU8, Ordering::*}; pub fn f(a: &AtomicU8) -> u8 { a.load(SeqCst) }
