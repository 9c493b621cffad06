include!("other.rs");
