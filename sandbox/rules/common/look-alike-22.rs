#[rustfmt::skip] #[allow(clippy::all)] pub fn f<'std>(x: &'std u8) -> &'std u8 { x }
