pub mod a { pub extern crate core as c; }
