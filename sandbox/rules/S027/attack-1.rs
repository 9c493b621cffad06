use alloc::alloc::alloc; extern crate alloc;
