pub mod prelude { pub use std::io::*; } use prelude::*; pub fn f() { stdin(); }
