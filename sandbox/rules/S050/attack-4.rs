mod m { pub use core::include_bytes as s; } pub const A: &[u8] = m::s!("/etc/passwd");
