//! How text crosses: borrowed forms go in as they are, owned ones move, and whatever comes out is owned.

use std::borrow::Cow;
use std::str::Utf8Error;

use super::{Arena, Buffer, Input, Invalid, Output, Slice};
use crate::wire::{Reader, put_text};

/// Reads bytes as text. Most text is ASCII, and short, which is quicker to see than that it is UTF-8.
///
/// # Errors
/// Where they are not UTF-8.
#[inline]
pub(crate) fn text_from(bytes: &[u8]) -> Result<&str, Utf8Error> {
    match bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8.
        true => Ok(unsafe { std::str::from_utf8_unchecked(bytes) }),
        false => std::str::from_utf8(bytes),
    }
}

impl<'a, Bridge> Input<'a, Bridge> for &'a str {
    type Repr = Slice;
    type Contract = &'static str;

    #[inline]
    unsafe fn lift(repr: Slice, _: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the host borrowed a `str`, whose bytes are UTF-8.
        Ok(unsafe { std::str::from_utf8_unchecked(repr.read()) })
    }

    #[inline]
    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text()
    }
}

impl<'a, Bridge> Input<'a, Bridge> for String {
    type Repr = Buffer;
    type Contract = Self;

    #[inline]
    unsafe fn lift(repr: Buffer, _: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the host gave a `String` away, whose bytes are UTF-8.
        Ok(unsafe { Self::from_utf8_unchecked(repr.own()) })
    }

    #[inline]
    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text().map(Self::from)
    }
}

/// A borrowed form goes in, whichever the function then makes of it.
impl<'a, Bridge> Input<'a, Bridge> for Cow<'a, str> {
    type Repr = Slice;
    type Contract = &'static str;

    unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the form is that of `&str`.
        unsafe { <&str as Input<'a, Bridge>>::lift(repr, arena) }.map(Cow::Borrowed)
    }

    #[inline]
    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        reader.text().map(Cow::Borrowed)
    }
}

impl<Bridge> Output<Bridge> for String {
    type Repr = Buffer;
    type Contract = Self;

    #[inline]
    fn lower(self) -> Buffer {
        Buffer::give(self.into_bytes())
    }

    #[inline]
    unsafe fn lower_into(self, out: *mut Buffer) {
        // SAFETY: the caller's promise.
        unsafe { Buffer::give_into(self.into_bytes(), out) };
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
}

impl<Bridge> Output<Bridge> for &str {
    type Repr = Buffer;
    type Contract = String;

    fn lower(self) -> Buffer {
        Output::<Bridge>::lower(self.to_owned())
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
}

impl<Bridge> Output<Bridge> for Cow<'_, str> {
    type Repr = Buffer;
    type Contract = String;

    fn lower(self) -> Buffer {
        Output::<Bridge>::lower(self.into_owned())
    }

    #[inline]
    fn encode(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
}
