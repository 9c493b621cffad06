//! [`Value`]s to and from the wire, for a host that knows the types only while it runs. The bytes are specified in
//! `wire.rs`.

use std::fmt;

use crate::Value;
use crate::abi::Invalid;
use crate::wire::{
    Kind, List, Number, Reader, name, put_char, put_f64, put_head, put_int, put_packed, put_text, put_u128, tag,
};

/// How deep values may be nested. No type of a signature comes near it, and a hostile value cannot exhaust the stack.
const DEPTH_LIMIT: u32 = 128;

/// A value is nested deeper than any signature can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep;

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value is nested more than {DEPTH_LIMIT} levels deep")
    }
}

impl std::error::Error for TooDeep {}

/// Appends a value's bytes.
///
/// # Errors
/// Where the value is nested too deep; what was appended until then stays.
#[inline]
pub fn encode(value: &Value, out: &mut Vec<u8>) -> Result<(), TooDeep> {
    match value {
        Value::Int(int) => put_int(out, *int),
        value => return encode_within(value, out, DEPTH_LIMIT),
    }
    Ok(())
}

fn encode_within(value: &Value, out: &mut Vec<u8>, depth: u32) -> Result<(), TooDeep> {
    let depth = depth.checked_sub(1).ok_or(TooDeep)?;
    match value {
        Value::Unit => out.push(tag::UNIT),
        Value::Bool(false) => out.push(tag::FALSE),
        Value::Bool(true) => out.push(tag::TRUE),
        Value::Int(int) => put_int(out, *int),
        Value::Huge(int) => put_u128(out, *int),
        Value::Float(float) => put_f64(out, *float),
        Value::Char(char) => put_char(out, *char),
        Value::Text(text) => put_text(out, text),
        Value::Bytes(bytes) => put_packed(out, Kind::U8, bytes),
        Value::List(items) => return encode_all(tag::LIST, items, out, depth),
        Value::Tuple(items) => return encode_all(tag::TUPLE, items, out, depth),
        Value::Option(None) => out.push(tag::NONE),
        Value::Option(Some(value)) => return encode_inner(tag::SOME, value, out, depth),
        Value::Result(Ok(value)) => return encode_inner(tag::OK, value, out, depth),
        Value::Result(Err(value)) => return encode_inner(tag::ERR, value, out, depth),
    }
    Ok(())
}

fn encode_inner(tag: u8, value: &Value, out: &mut Vec<u8>, depth: u32) -> Result<(), TooDeep> {
    out.push(tag);
    encode_within(value, out, depth)
}

fn encode_all(tag: u8, items: &[Value], out: &mut Vec<u8>, depth: u32) -> Result<(), TooDeep> {
    put_head(out, tag, items.len());
    items.iter().try_for_each(|item| encode_within(item, out, depth))
}

/// Reads the next value.
///
/// # Errors
/// Where the bytes are not what `wire.rs` specifies.
#[inline]
pub fn decode(reader: &mut Reader<'_>) -> Result<Value, Invalid> {
    match reader.short_int() {
        Some(int) => Ok(Value::Int(int.into())),
        None => decode_within(reader, DEPTH_LIMIT),
    }
}

fn decode_within(reader: &mut Reader<'_>, depth: u32) -> Result<Value, Invalid> {
    let depth = depth.checked_sub(1).ok_or_else(|| Invalid::new(format!("at most {DEPTH_LIMIT} levels"), "more"))?;
    let next = reader.peek()?;
    match next {
        tag::I64 | tag::U64 | tag::I128 | tag::U128 | tag::F64 => return reader.number("a number").map(Value::from),
        tag::CHAR => return reader.char().map(Value::Char),
        tag::TEXT => return reader.text().map(Value::from),
        tag::LIST | tag::PACKED => return decode_list(reader, depth),
        _ => reader.tag()?,
    };
    Ok(match next {
        tag::UNIT => Value::Unit,
        tag::FALSE => Value::Bool(false),
        tag::TRUE => Value::Bool(true),
        tag::TUPLE => {
            let count = reader.count()?;
            Value::Tuple(decode_all(reader, count, depth)?)
        }
        tag::NONE => Value::Option(None),
        tag::SOME => Value::Option(Some(Box::new(decode_within(reader, depth)?))),
        tag::OK => Value::Result(Ok(Box::new(decode_within(reader, depth)?))),
        tag::ERR => Value::Result(Err(Box::new(decode_within(reader, depth)?))),
        other => return Err(Invalid::new("a value", name(other))),
    })
}

fn decode_list(reader: &mut Reader<'_>, depth: u32) -> Result<Value, Invalid> {
    Ok(match reader.list()? {
        List::Items(count) => Value::List(decode_all(reader, count, depth)?),
        List::Packed(Kind::U8, bytes) => Value::Bytes(bytes.to_vec()),
        List::Packed(kind, bytes) => {
            Value::List(bytes.chunks_exact(kind.size()).map(|item| kind.number(item).into()).collect())
        }
    })
}

/// Reads that many values. The list grows as they come, so a count that is a lie allocates nothing.
fn decode_all(reader: &mut Reader<'_>, count: usize, depth: u32) -> Result<Vec<Value>, Invalid> {
    let items =
        (0..count).map(|index| decode_within(reader, depth).map_err(|fault| fault.at(format_args!("[{index}]"))));
    items.collect()
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(int) => Self::Int(int),
            Number::Huge(int) => Self::Huge(int),
            Number::Float(float) => Self::Float(float),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: Value) {
        let mut bytes = Vec::new();
        encode(&value, &mut bytes).expect("not deep");
        let mut reader = Reader::new(&bytes);
        assert_eq!(decode(&mut reader), Ok(value));
        assert_eq!(reader.end(), Ok(()));
        for len in 0..bytes.len() {
            let cut = decode(&mut Reader::new(&bytes[..len]));
            assert!(cut.is_err(), "{len} of {} bytes decoded to {cut:?}", bytes.len());
        }
    }

    #[test]
    fn every_kind_survives_the_wire() {
        check(Value::Unit);
        check(Value::Bool(true));
        check(Value::from(u128::MAX));
        check(Value::from(i128::MIN));
        check(Value::from(u64::MAX));
        check(Value::from(-1_i8));
        check(Value::from(0.1_f32));
        check(Value::from('∀'));
        check(Value::from("text"));
        check(Value::from(vec![0_u8, 255]));
        check(Value::Tuple(vec![Value::from(1), Value::from(Some("x")), Value::from(None::<i8>)]));
        check(Value::from(Ok::<Vec<i64>, String>(vec![1, 2])));
        check(Value::from(Err::<(), _>("no")));
    }

    #[test]
    fn a_length_that_is_a_lie_is_an_error() {
        for tag in [tag::TEXT, tag::LIST, tag::TUPLE] {
            let mut bytes = vec![tag];
            bytes.extend_from_slice(&u64::MAX.to_ne_bytes());
            let fault = decode(&mut Reader::new(&bytes)).expect_err("no memory has that many bytes");
            assert_eq!((fault.expected.as_str(), fault.found.as_str()), ("more bytes", "the end"));
        }
    }

    #[test]
    fn a_value_nested_too_deep_is_an_error() {
        let deep = (0..1_000).fold(Value::Unit, |inner, _| Value::Option(Some(Box::new(inner))));
        assert_eq!(encode(&deep, &mut Vec::new()), Err(TooDeep));
        let bytes = [tag::SOME; 1_000];
        assert_eq!(decode(&mut Reader::new(&bytes)).expect_err("too deep").found, "more");
    }
}
