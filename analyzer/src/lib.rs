//! Sources of a plain Rust crate to the interface that can be called.
