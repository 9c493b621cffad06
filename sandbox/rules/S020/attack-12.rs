pub fn f() { assert!({ use std::process as p; p::id() } > 0) }
