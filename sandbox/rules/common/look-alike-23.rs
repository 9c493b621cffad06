#[inline] #[must_use] #[deprecated(since = "1", note = "use std::fs")] pub fn f() {}
