pub use std::thread; pub fn f() { crate::thread::sleep_ms(1) }
