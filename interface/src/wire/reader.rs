//! [`Reader`]: takes values off the wire one after another, and believes no length before the bytes are there.

use std::time::{Duration, SystemTime};

use super::{Kind, List, Number, duration_of, ended, name, tag, time_at};
use crate::abi::{Invalid, LEVELS, char_from, text_from, too_deep};

/// Reads values one after another.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    /// How many structs and enums the next value is in.
    depth: u32,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[inline]
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    /// Goes into a struct or enum of the type `name`.
    ///
    /// # Errors
    /// Where it is in too many others: a type that holds itself has values of any depth, and a stack has an end.
    #[inline]
    pub fn deeper(&mut self, name: &str) -> Result<(), Invalid> {
        if self.depth == LEVELS {
            return Err(too_deep(name));
        }
        self.depth += 1;
        Ok(())
    }

    /// Comes out of a struct or enum.
    #[inline]
    pub fn out(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Returns the tag of the next value without taking it.
    ///
    /// # Errors
    /// Where the bytes have ended.
    #[inline]
    pub fn peek(&self) -> Result<u8, Invalid> {
        self.rest.first().copied().ok_or_else(ended)
    }

    /// Takes a tag byte.
    ///
    /// # Errors
    /// Where the bytes have ended.
    #[inline]
    pub fn tag(&mut self) -> Result<u8, Invalid> {
        let [tag] = self.array()?;
        Ok(tag)
    }

    /// Takes an integer that is in its shortest form, the one that nearly every integer has. Anything else stays.
    #[inline]
    pub fn short_int(&mut self) -> Option<i64> {
        let (&tag::I64, rest) = self.rest.split_first()? else { return None };
        let (int, rest) = rest.split_first_chunk()?;
        self.rest = rest;
        Some(i64::from_ne_bytes(*int))
    }

    /// Takes a float. Anything else stays.
    #[inline]
    pub fn float(&mut self) -> Option<f64> {
        let (&tag::F64, rest) = self.rest.split_first()? else { return None };
        let (float, rest) = rest.split_first_chunk()?;
        self.rest = rest;
        Some(f64::from_ne_bytes(*float))
    }

    /// Takes a number of any width.
    ///
    /// # Errors
    /// Where the next value is no number; `expected` is the type that was wanted.
    pub fn number(&mut self, expected: &str) -> Result<Number, Invalid> {
        Ok(match self.tag()? {
            tag::I64 => Number::Int(i64::from_ne_bytes(self.array()?).into()),
            tag::U64 => Number::Int(u64::from_ne_bytes(self.array()?).into()),
            tag::I128 => Number::Int(i128::from_ne_bytes(self.array()?)),
            tag::U128 => Number::Huge(u128::from_ne_bytes(self.array()?)),
            tag::F64 => Number::Float(f64::from_ne_bytes(self.array()?)),
            other => return Err(unexpected(expected, other)),
        })
    }

    /// Takes a `char`.
    ///
    /// # Errors
    /// Where the next value is none.
    pub fn char(&mut self) -> Result<char, Invalid> {
        self.expect(tag::CHAR, "a char")?;
        char_from(u32::from_ne_bytes(self.array()?))
    }

    /// Takes a text, not copied.
    ///
    /// # Errors
    /// Where the next value is none, or its bytes are not UTF-8.
    pub fn text(&mut self) -> Result<&'a str, Invalid> {
        self.expect(tag::TEXT, "text")?;
        let len = self.len()?;
        let bytes = self.bytes(len)?;
        text_from(bytes).map_err(|error| Invalid::new("text", error))
    }

    /// Takes the head of a list.
    ///
    /// # Errors
    /// Where the next value is no list.
    pub fn list(&mut self) -> Result<List<'a>, Invalid> {
        match self.tag()? {
            tag::LIST => Ok(List::Items(self.count()?)),
            tag::PACKED => {
                let kind = usize::from(self.tag()?);
                let kind = *Kind::ALL.get(kind).ok_or_else(|| Invalid::new("a kind of item", kind))?;
                let len = self.len()?;
                let size = len.checked_mul(kind.size()).ok_or_else(ended)?;
                Ok(List::Packed(kind, self.bytes(size)?))
            }
            other => Err(Invalid::new("a list", name(other))),
        }
    }

    /// Takes the head of a tuple of `len` items.
    ///
    /// # Errors
    /// Where the next value is none, or has another number of items.
    #[inline]
    pub fn tuple(&mut self, len: usize) -> Result<(), Invalid> {
        match self.rest.split_first_chunk::<9>() {
            Some(([tag::TUPLE, found @ ..], rest)) if u64::from_ne_bytes(*found) == len as u64 => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(self.not_tuple(len)),
        }
    }

    #[cold]
    #[inline(never)]
    fn not_tuple(&mut self, len: usize) -> Invalid {
        let expected = format!("a tuple of {len}");
        match self.tag() {
            Ok(tag::TUPLE) => match self.len() {
                Ok(found) => Invalid::new(expected, format_args!("a tuple of {found}")),
                Err(ended) => ended,
            },
            Ok(other) => Invalid::new(expected, name(other)),
            Err(ended) => ended,
        }
    }

    /// Takes the number of items of a list or tuple whose tag is already taken.
    ///
    /// # Errors
    /// Where the bytes that are left cannot hold that many, so that nobody allocates for a length that is a lie.
    #[inline]
    pub fn count(&mut self) -> Result<usize, Invalid> {
        match self.len()? {
            count if count <= self.rest.len() => Ok(count),
            _ => Err(ended()),
        }
    }

    /// Takes the head of a struct of `len` fields; `expected` is its type.
    ///
    /// # Errors
    /// Where the next value is none, or has another number of fields.
    #[inline]
    pub fn record(&mut self, len: usize, expected: &str) -> Result<(), Invalid> {
        self.expect(tag::RECORD, expected)?;
        match self.len()? {
            found if found == len => Ok(()),
            found => Err(other_struct(expected, found)),
        }
    }

    /// Takes the head of an enum, and returns the index of the variant and the number of its fields; `expected` is its
    /// type.
    ///
    /// # Errors
    /// Where the next value is none.
    #[inline]
    pub fn variant(&mut self, expected: &str) -> Result<(u32, u32), Invalid> {
        self.expect(tag::VARIANT, expected)?;
        Ok((u32::from_ne_bytes(self.array()?), u32::from_ne_bytes(self.array()?)))
    }

    /// Takes the head of a map, and returns the number of pairs.
    ///
    /// # Errors
    /// Where the next value is none.
    pub fn map(&mut self) -> Result<usize, Invalid> {
        self.expect(tag::MAP, "a map")?;
        self.count()
    }

    /// Takes a duration.
    ///
    /// # Errors
    /// Where the next value is none.
    pub fn duration(&mut self) -> Result<Duration, Invalid> {
        self.expect(tag::DURATION, "a duration")?;
        duration_of(u64::from_ne_bytes(self.array()?), u32::from_ne_bytes(self.array()?))
    }

    /// Takes a time.
    ///
    /// # Errors
    /// Where the next value is none, or the system has no such time.
    pub fn time(&mut self) -> Result<SystemTime, Invalid> {
        self.expect(tag::TIME, "a time")?;
        time_at(i64::from_ne_bytes(self.array()?), u32::from_ne_bytes(self.array()?))
    }

    /// Takes the number of an object; `expected` is its type.
    ///
    /// # Errors
    /// Where the next value is none.
    pub fn object(&mut self, expected: &str) -> Result<u64, Invalid> {
        self.expect(tag::OBJECT, expected)?;
        Ok(u64::from_ne_bytes(self.array()?))
    }

    /// Takes the number of a closure.
    ///
    /// # Errors
    /// Where the next value is none.
    pub fn closure(&mut self) -> Result<u64, Invalid> {
        self.expect(tag::CLOSURE, "a closure")?;
        Ok(u64::from_ne_bytes(self.array()?))
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// Where something is.
    #[inline]
    pub fn end(&self) -> Result<(), Invalid> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(not_ended(left)),
        }
    }

    #[inline]
    fn expect(&mut self, tag: u8, expected: &str) -> Result<(), Invalid> {
        match self.tag()? {
            found if found == tag => Ok(()),
            other => Err(unexpected(expected, other)),
        }
    }

    #[inline]
    fn len(&mut self) -> Result<usize, Invalid> {
        usize::try_from(u64::from_ne_bytes(self.array()?)).ok().ok_or_else(ended)
    }

    #[inline]
    fn bytes(&mut self, len: usize) -> Result<&'a [u8], Invalid> {
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or_else(ended)?;
        self.rest = rest;
        Ok(bytes)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Invalid> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or_else(ended)?;
        self.rest = rest;
        Ok(*bytes)
    }
}

/// Reports a value of another kind.
#[cold]
#[inline(never)]
pub(crate) fn unexpected(expected: &str, tag: u8) -> Invalid {
    Invalid::new(expected, name(tag))
}

#[cold]
#[inline(never)]
fn other_struct(expected: &str, fields: usize) -> Invalid {
    Invalid::new(expected, format_args!("a struct of {fields} fields"))
}

#[cold]
#[inline(never)]
fn not_ended(left: usize) -> Invalid {
    Invalid::new("the end", format_args!("{left} more bytes"))
}
