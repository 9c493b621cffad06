pub fn f() -> &'static [u8] { core::include_bytes!("../../x") }
