use std::{borrow::{Borrow, Cow}, fmt::Display, path::Path};
/// Docs.
#[cfg(unix)] pub fn a<S: AsRef<str>, const N: usize>(x: S, y: [u8; N]) -> impl Iterator<Item = u8> {}
pub fn b<I>(x: I) -> impl Display where I: IntoIterator, I::Item: Into<String> {}
pub trait T { type Item; fn get(&self) -> Self::Item; fn new() -> Self where Self: Sized; }
pub struct S<'a> { pub x: &'a str, pub y: [[f64; { 1 + LEN }]; 2] }
const LEN: usize = 4 << 1;
impl<'a> S<'a> { pub const K: u8 = 1; #[deprecated(note = "old")] pub fn x(&self) -> Cow<'a, str> {} pub async fn y(self: Box<Self>) {} }
