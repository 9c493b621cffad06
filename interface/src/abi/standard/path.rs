//! Paths and the system's strings, which need not be UTF-8: as their bytes in the direct lane, and on the wire as text
//! where they are UTF-8 and as bytes where they are not.
//!
//! The bytes are those of `OsStr::as_encoded_bytes`: any at all on Unix, and on Windows the superset of UTF-8 that every
//! version of Rust has used there. From the wire, Windows takes UTF-8 alone.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::abi::{Arena, Buffer, Input, Invalid, Output, Slice};
use crate::wire::{Reader, put_os_str, tag};

fn decode<'a, Bridge>(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<&'a OsStr, Invalid> {
    match reader.peek()? {
        tag::LIST | tag::PACKED => from_bytes(<u8 as Input<'a, Bridge>>::decode_slice(reader, arena)?),
        _ => reader.text().map(OsStr::new),
    }
}

#[cfg(unix)]
fn from_bytes(bytes: &[u8]) -> Result<&OsStr, Invalid> {
    Ok(std::os::unix::ffi::OsStrExt::from_bytes(bytes))
}

#[cfg(not(unix))]
fn from_bytes(bytes: &[u8]) -> Result<&OsStr, Invalid> {
    std::str::from_utf8(bytes).map(OsStr::new).map_err(|error| Invalid::new("UTF-8", error))
}

/// A borrowed one and its owned half.
macro_rules! path {
    ($($borrowed:ident $owned:ident)*) => {$(
        impl<'a, Bridge> Input<'a, Bridge> for &'a $borrowed {
            type Repr = Slice;
            type Contract = &'static $borrowed;

            #[inline]
            unsafe fn lift(repr: Slice, _: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the host borrowed such a string, and these are its encoded bytes.
                Ok($borrowed::new(unsafe { OsStr::from_encoded_bytes_unchecked(repr.read()) }))
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                decode::<Bridge>(reader, arena).map($borrowed::new)
            }
        }

        impl<'a, Bridge> Input<'a, Bridge> for Cow<'a, $borrowed> {
            type Repr = Slice;
            type Contract = &'static $borrowed;

            unsafe fn lift(repr: Slice, arena: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the form is that of the borrowed one.
                unsafe { <&$borrowed as Input<'a, Bridge>>::lift(repr, arena) }.map(Cow::Borrowed)
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                decode::<Bridge>(reader, arena).map(|found| Cow::Borrowed($borrowed::new(found)))
            }
        }

        impl<'a, Bridge> Input<'a, Bridge> for $owned {
            type Repr = Buffer;
            type Contract = Self;

            #[inline]
            unsafe fn lift(repr: Buffer, _: &'a Arena) -> Result<Self, Invalid> {
                // SAFETY: the host gave such a string away, and these are its encoded bytes.
                Ok(unsafe { OsString::from_encoded_bytes_unchecked(repr.own()) }.into())
            }

            fn decode(reader: &mut Reader<'a>, arena: &'a Arena) -> Result<Self, Invalid> {
                decode::<Bridge>(reader, arena).map(Self::from)
            }
        }

        impl<Bridge> Output<Bridge> for $owned {
            type Repr = Buffer;
            type Contract = Self;

            #[inline]
            fn lower(self) -> Buffer {
                Buffer::give(OsString::from(self).into_encoded_bytes())
            }

            fn encode(&self, out: &mut Vec<u8>) {
                put_os_str(out, self.as_ref());
            }
        }

        impl<Bridge> Output<Bridge> for &$borrowed {
            type Repr = Buffer;
            type Contract = $owned;

            fn lower(self) -> Buffer {
                Output::<Bridge>::lower($owned::from(self))
            }

            fn encode(&self, out: &mut Vec<u8>) {
                put_os_str(out, self.as_ref());
            }
        }

        impl<Bridge> Output<Bridge> for Cow<'_, $borrowed> {
            type Repr = Buffer;
            type Contract = $owned;

            fn lower(self) -> Buffer {
                Output::<Bridge>::lower(self.into_owned())
            }

            fn encode(&self, out: &mut Vec<u8>) {
                put_os_str(out, AsRef::<OsStr>::as_ref(&**self));
            }
        }
    )*};
}
path! {
    Path PathBuf
    OsStr OsString
}
