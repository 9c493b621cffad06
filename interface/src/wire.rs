//! The wire form of values: bytes in memory or between processes of one machine. This file is compiled into host and
//! bridge; how each Rust type reads and writes itself is in the files below `abi/`.
//!
//! Version 1. Numbers are in the machine's own byte order and unaligned. A value is one tag byte and what follows it:
//!
//! | tag | value | followed by |
//! |---|---|---|
//! | 0 | `()` | nothing |
//! | 1, 2 | `false`, `true` | nothing |
//! | 3 | integer that fits an `i64` | 8 bytes |
//! | 4 | other integer that fits a `u64` | 8 bytes |
//! | 5 | other integer that fits an `i128` | 16 bytes |
//! | 6 | other integer | 16 bytes, `u128` |
//! | 7 | float | 8 bytes, `f64` |
//! | 8 | `char` | 4 bytes, `u32` |
//! | 9 | text | length in bytes as `u64`, then UTF-8 |
//! | 10 | list | number of items as `u64`, then the items |
//! | 11 | packed list | one [`Kind`] byte, number of items as `u64`, then the items' bytes without tags |
//! | 12 | tuple | number of items as `u64`, then the items |
//! | 13, 14 | `None`, `Some` | nothing; the value |
//! | 15, 16 | `Ok`, `Err` | the value |
//! | 17 | struct | number of fields as `u64`, then the fields in the order of their declaration |
//! | 18 | enum | index of the variant and number of its fields, each a `u32`, then the fields |
//! | 19 | map | number of pairs as `u64`, then key and value of each |
//! | 20 | duration | seconds as `u64`, nanoseconds as `u32` |
//! | 21 | time | seconds since the epoch as `i64`, nanoseconds as `u32` |
//! | 22 | object that stays in the plugin | its number in the plugin's registry as `u64` |
//! | 23 | closure of the host's | its number in the host's registry as `u64` |
//!
//! A path or a string of the system is text where it is UTF-8, else a packed list of its bytes. An address is text,
//! behind which stands `#` and the flow label of a socket's where it has one; a range is a struct of its ends. A set is
//! a list, and an `Ordering` an enum of `Less`, `Equal`, `Greater`. The arguments of a call are one tuple. The answer
//! is one value: the result where the status is `OK` or `ERR`, and behind it what became of the data that the function
//! borrowed mutably, one value per such parameter; the tuple (message, file, line, column) where the function panicked;
//! (argument's index, what was expected, what was found, place) for a bad argument.

use std::ffi::OsStr;
use std::time::{Duration, SystemTime};

use crate::abi::{Invalid, append, append_counted};

mod reader;

pub use reader::Reader;
pub(crate) use reader::unexpected;

/// The tag bytes, one name per row of the table above.
#[allow(missing_docs, reason = "the table in the module's documentation says what each is")]
pub mod tag {
    pub const UNIT: u8 = 0;
    pub const FALSE: u8 = 1;
    pub const TRUE: u8 = 2;
    pub const I64: u8 = 3;
    pub const U64: u8 = 4;
    pub const I128: u8 = 5;
    pub const U128: u8 = 6;
    pub const F64: u8 = 7;
    pub const CHAR: u8 = 8;
    pub const TEXT: u8 = 9;
    pub const LIST: u8 = 10;
    pub const PACKED: u8 = 11;
    pub const TUPLE: u8 = 12;
    pub const NONE: u8 = 13;
    pub const SOME: u8 = 14;
    pub const OK: u8 = 15;
    pub const ERR: u8 = 16;
    pub const RECORD: u8 = 17;
    pub const VARIANT: u8 = 18;
    pub const MAP: u8 = 19;
    pub const DURATION: u8 = 20;
    pub const TIME: u8 = 21;
    pub const OBJECT: u8 = 22;
    pub const CLOSURE: u8 = 23;
}

/// What the items of a packed list are.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the Rust type of the same name")]
pub enum Kind {
    U8 = 0,
    I8 = 1,
    U16 = 2,
    I16 = 3,
    U32 = 4,
    I32 = 5,
    U64 = 6,
    I64 = 7,
    F32 = 8,
    F64 = 9,
}

impl Kind {
    const ALL: [Self; 10] =
        [Self::U8, Self::I8, Self::U16, Self::I16, Self::U32, Self::I32, Self::U64, Self::I64, Self::F32, Self::F64];

    /// Reads one item, given its `size` bytes.
    #[must_use]
    pub fn number(self, item: &[u8]) -> Number {
        macro_rules! read {
            ($number:ty) => {
                item.try_into().map(<$number>::from_ne_bytes).unwrap_or_default().into()
            };
        }
        match self {
            Self::U8 => Number::Int(read!(u8)),
            Self::I8 => Number::Int(read!(i8)),
            Self::U16 => Number::Int(read!(u16)),
            Self::I16 => Number::Int(read!(i16)),
            Self::U32 => Number::Int(read!(u32)),
            Self::I32 => Number::Int(read!(i32)),
            Self::U64 => Number::Int(read!(u64)),
            Self::I64 => Number::Int(read!(i64)),
            Self::F32 => Number::Float(read!(f32)),
            Self::F64 => Number::Float(read!(f64)),
        }
    }

    /// Returns the size of one item in bytes.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }
}

/// A number of any width, as it is read before its own type is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer that an `i128` holds.
    Int(i128),
    /// An integer above `i128::MAX`.
    Huge(u128),
    /// A float.
    Float(f64),
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(int) => int.fmt(f),
            Self::Huge(int) => int.fmt(f),
            // `Debug` keeps the point of a whole float, which is what tells it from an integer.
            Self::Float(float) => std::fmt::Debug::fmt(float, f),
        }
    }
}

/// The head of a list: how its items follow.
#[derive(Clone, Copy, Debug)]
pub enum List<'a> {
    /// That many tagged values.
    Items(usize),
    /// Items of one kind without tags, all here.
    Packed(Kind, &'a [u8]),
}

/// Appends an integer in the shortest of its forms.
#[inline]
pub fn put_int(out: &mut Vec<u8>, int: i128) {
    if let Ok(int) = i64::try_from(int) {
        put_i64(out, int);
    } else if let Ok(int) = u64::try_from(int) {
        append(out, tag::U64, int.to_ne_bytes());
    } else {
        append(out, tag::I128, int.to_ne_bytes());
    }
}

/// Appends an integer of 64 bits or fewer.
#[inline]
pub fn put_i64(out: &mut Vec<u8>, int: i64) {
    append(out, tag::I64, int.to_ne_bytes());
}

/// Appends an integer that may be above `i128::MAX`.
pub fn put_u128(out: &mut Vec<u8>, int: u128) {
    match i128::try_from(int) {
        Ok(int) => put_int(out, int),
        Err(_) => append(out, tag::U128, int.to_ne_bytes()),
    }
}

/// Appends a float.
#[inline]
pub fn put_f64(out: &mut Vec<u8>, float: f64) {
    append(out, tag::F64, float.to_ne_bytes());
}

/// Appends a `char`.
#[inline]
pub fn put_char(out: &mut Vec<u8>, char: char) {
    append(out, tag::CHAR, u32::from(char).to_ne_bytes());
}

/// Appends a text.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    append_counted(out, tag::TEXT, text.as_bytes());
}

/// Appends a string of the system: as text where it is UTF-8, else as its bytes.
pub fn put_os_str(out: &mut Vec<u8>, text: &OsStr) {
    match text.to_str() {
        Some(text) => put_text(out, text),
        None => put_packed(out, Kind::U8, text.as_encoded_bytes()),
    }
}

/// Appends a packed list, given its items' bytes.
pub fn put_packed(out: &mut Vec<u8>, kind: Kind, bytes: &[u8]) {
    out.reserve(2 + size_of::<u64>() + bytes.len());
    out.push(tag::PACKED);
    put_head(out, kind as u8, bytes.len() / kind.size());
    out.extend_from_slice(bytes);
}

/// Appends the head of a list, a tuple or a text: `tag` and a length.
#[inline]
pub fn put_head(out: &mut Vec<u8>, tag: u8, len: usize) {
    append(out, tag, (len as u64).to_ne_bytes());
}

/// Appends the head of an enum: the index of the variant and the number of its fields.
pub fn put_variant(out: &mut Vec<u8>, index: u32, fields: u32) {
    append(out, tag::VARIANT, index.to_ne_bytes());
    out.extend_from_slice(&fields.to_ne_bytes());
}

/// Appends a duration.
pub fn put_duration(out: &mut Vec<u8>, duration: Duration) {
    append(out, tag::DURATION, duration.as_secs().to_ne_bytes());
    out.extend_from_slice(&duration.subsec_nanos().to_ne_bytes());
}

/// Appends a time.
pub fn put_time(out: &mut Vec<u8>, time: SystemTime) {
    let (secs, nanos) = since_epoch(time);
    append(out, tag::TIME, secs.to_ne_bytes());
    out.extend_from_slice(&nanos.to_ne_bytes());
}

/// Appends the number of an object.
#[inline]
pub fn put_object(out: &mut Vec<u8>, number: u64) {
    append(out, tag::OBJECT, number.to_ne_bytes());
}

/// Appends the number of a closure.
pub fn put_closure(out: &mut Vec<u8>, number: u64) {
    append(out, tag::CLOSURE, number.to_ne_bytes());
}

/// Returns whole seconds since the epoch, rounded down, and the nanoseconds that are left.
#[must_use]
pub fn since_epoch(time: SystemTime) -> (i64, u32) {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => (after.as_secs().cast_signed(), after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            // The earliest time is 2⁶³ seconds before, one more than the latest is after.
            let secs = before.as_secs().wrapping_neg().cast_signed();
            match before.subsec_nanos() {
                0 => (secs, 0),
                nanos => (secs - 1, 1_000_000_000 - nanos),
            }
        }
    }
}

/// Returns the time that many seconds and nanoseconds after the epoch.
///
/// # Errors
/// Where the system has no such time.
pub fn time_at(secs: i64, nanos: u32) -> Result<SystemTime, Invalid> {
    let whole = match u64::try_from(secs) {
        Ok(after) => SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(after)),
        Err(_) => SystemTime::UNIX_EPOCH.checked_sub(Duration::from_secs(secs.unsigned_abs())),
    };
    let time = whole.and_then(|whole| whole.checked_add(Duration::from_nanos(nanos.into())));
    time.ok_or_else(|| Invalid::new("a time", format_args!("{secs} s and {nanos} ns after the epoch")))
}

/// Returns the duration of that many seconds and nanoseconds.
///
/// # Errors
/// Where the nanoseconds are a second or more, which no `Duration` has.
pub fn duration_of(secs: u64, nanos: u32) -> Result<Duration, Invalid> {
    match nanos {
        0..1_000_000_000 => Ok(Duration::new(secs, nanos)),
        _ => Err(Invalid::new("nanoseconds below 1000000000", nanos)),
    }
}

/// Returns the word for a tag in messages.
#[must_use]
pub fn name(tag: u8) -> &'static str {
    match tag {
        tag::UNIT => "unit",
        tag::FALSE | tag::TRUE => "a bool",
        tag::I64 | tag::U64 | tag::I128 | tag::U128 => "an integer",
        tag::F64 => "a float",
        tag::CHAR => "a char",
        tag::TEXT => "text",
        tag::LIST => "a list",
        tag::PACKED => "a list of numbers",
        tag::TUPLE => "a tuple",
        tag::NONE | tag::SOME => "an option",
        tag::OK | tag::ERR => "a result",
        tag::RECORD => "a struct",
        tag::VARIANT => "an enum",
        tag::MAP => "a map",
        tag::DURATION => "a duration",
        tag::TIME => "a time",
        tag::OBJECT => "an object",
        tag::CLOSURE => "a closure",
        _ => "an unknown tag",
    }
}

#[cold]
#[inline(never)]
fn ended() -> Invalid {
    Invalid::new("more bytes", "the end")
}

#[cfg(all(test, unix))]
mod tests {
    use super::{since_epoch, time_at};

    #[test]
    fn times_keep_their_second_to_the_ends() {
        for (secs, nanos) in [(i64::MIN, 0), (i64::MIN, 1), (-1, 999_999_999), (0, 0), (i64::MAX, 999_999_999)] {
            let time = time_at(secs, nanos).expect("the system has such a time");
            assert_eq!(since_epoch(time), (secs, nanos));
        }
    }
}
