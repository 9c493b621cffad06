mod core { pub use ::std::env as num; } pub fn f() { core::num::vars(); }
