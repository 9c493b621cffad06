#![forbid(unsafe_code)] pub fn unsafe_name() -> &'static str { "unsafe" } fn r#unsafe() {}
