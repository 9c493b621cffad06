use std::panic::{catch_unwind, AssertUnwindSafe}; pub fn f() -> bool { catch_unwind(AssertUnwindSafe(|| ())).is_ok() }
