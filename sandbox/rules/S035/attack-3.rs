extern crate std as base;
