//! [`Value`]s as bytes and back. The bytes are those that plugwright's own wire has for typed values, and two more tags,
//! since a value whose type nobody declared must bring the names of its fields along:
//!
//! | tag | value | followed by |
//! |---|---|---|
//! | 0–16, 19–21 | as between host and bridge | numbers in the machine's own byte order |
//! | 128 | struct | number of fields as `u64`, then of each its name and its value |
//! | 129 | variant | its name, then what it holds |

use std::time::{Duration, SystemTime};

use crate::Value;

/// How deep values may be nested.
const DEPTH_LIMIT: u32 = 128;

mod tag {
    pub(super) const UNIT: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const I64: u8 = 3;
    pub(super) const U64: u8 = 4;
    pub(super) const I128: u8 = 5;
    pub(super) const U128: u8 = 6;
    pub(super) const F64: u8 = 7;
    pub(super) const CHAR: u8 = 8;
    pub(super) const TEXT: u8 = 9;
    pub(super) const LIST: u8 = 10;
    pub(super) const PACKED: u8 = 11;
    pub(super) const TUPLE: u8 = 12;
    pub(super) const NONE: u8 = 13;
    pub(super) const SOME: u8 = 14;
    pub(super) const OK: u8 = 15;
    pub(super) const ERR: u8 = 16;
    pub(super) const MAP: u8 = 19;
    pub(super) const DURATION: u8 = 20;
    pub(super) const TIME: u8 = 21;
    pub(super) const RECORD: u8 = 128;
    pub(super) const VARIANT: u8 = 129;
}

/// Appends the bytes of a value.
#[doc(hidden)]
pub fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Unit => out.push(tag::UNIT),
        Value::Bool(value) => out.push(if *value { tag::TRUE } else { tag::FALSE }),
        Value::Int(int) => encode_int(*int, out),
        Value::Huge(int) => put(out, tag::U128, &int.to_ne_bytes()),
        Value::Float(float) => put(out, tag::F64, &float.to_ne_bytes()),
        Value::Char(char) => put(out, tag::CHAR, &u32::from(*char).to_ne_bytes()),
        Value::Text(text) => encode_text(text, out),
        Value::Bytes(bytes) => {
            out.extend([tag::PACKED, 0]);
            out.extend_from_slice(&(bytes.len() as u64).to_ne_bytes());
            out.extend_from_slice(bytes);
        }
        Value::List(items) => encode_all(tag::LIST, items, out),
        Value::Tuple(items) => encode_all(tag::TUPLE, items, out),
        Value::Option(None) => out.push(tag::NONE),
        Value::Option(Some(value)) => encode_inner(tag::SOME, value, out),
        Value::Result(Ok(value)) => encode_inner(tag::OK, value, out),
        Value::Result(Err(value)) => encode_inner(tag::ERR, value, out),
        Value::Record(fields) => {
            put(out, tag::RECORD, &(fields.len() as u64).to_ne_bytes());
            for (name, value) in fields {
                encode_text(name, out);
                encode(value, out);
            }
        }
        Value::Variant(name, value) => {
            out.push(tag::VARIANT);
            encode_text(name, out);
            encode(value, out);
        }
        Value::Map(pairs) => {
            put(out, tag::MAP, &(pairs.len() as u64).to_ne_bytes());
            for (key, value) in pairs {
                encode(key, out);
                encode(value, out);
            }
        }
        Value::Duration(duration) => {
            put(out, tag::DURATION, &duration.as_secs().to_ne_bytes());
            out.extend_from_slice(&duration.subsec_nanos().to_ne_bytes());
        }
        Value::Time(time) => encode_time(*time, out),
    }
}

fn put(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

fn encode_int(int: i128, out: &mut Vec<u8>) {
    if let Ok(int) = i64::try_from(int) {
        put(out, tag::I64, &int.to_ne_bytes());
    } else if let Ok(int) = u64::try_from(int) {
        put(out, tag::U64, &int.to_ne_bytes());
    } else {
        put(out, tag::I128, &int.to_ne_bytes());
    }
}

fn encode_text(text: &str, out: &mut Vec<u8>) {
    put(out, tag::TEXT, &(text.len() as u64).to_ne_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn encode_all(tag: u8, items: &[Value], out: &mut Vec<u8>) {
    put(out, tag, &(items.len() as u64).to_ne_bytes());
    items.iter().for_each(|item| encode(item, out));
}

fn encode_inner(tag: u8, value: &Value, out: &mut Vec<u8>) {
    out.push(tag);
    encode(value, out);
}

fn encode_time(time: SystemTime, out: &mut Vec<u8>) {
    let (secs, nanos) = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => (after.as_secs().cast_signed(), after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            let secs = before.as_secs().wrapping_neg().cast_signed();
            match before.subsec_nanos() {
                0 => (secs, 0),
                nanos => (secs.wrapping_sub(1), 1_000_000_000 - nanos),
            }
        }
    };
    put(out, tag::TIME, &secs.to_ne_bytes());
    out.extend_from_slice(&nanos.to_ne_bytes());
}

/// Reads the bytes of one value, or nothing where they are of none.
#[doc(hidden)]
#[must_use]
pub fn decode(mut bytes: &[u8]) -> Option<Value> {
    let value = next(&mut bytes, DEPTH_LIMIT)?;
    bytes.is_empty().then_some(value)
}

fn next(bytes: &mut &[u8], depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    Some(match take::<1>(bytes)?[0] {
        tag::UNIT => Value::Unit,
        tag::FALSE => Value::Bool(false),
        tag::TRUE => Value::Bool(true),
        tag::I64 => Value::Int(i64::from_ne_bytes(take(bytes)?).into()),
        tag::U64 => Value::Int(u64::from_ne_bytes(take(bytes)?).into()),
        tag::I128 => Value::Int(i128::from_ne_bytes(take(bytes)?)),
        tag::U128 => Value::Huge(u128::from_ne_bytes(take(bytes)?)),
        tag::F64 => Value::Float(f64::from_ne_bytes(take(bytes)?)),
        tag::CHAR => Value::Char(char::from_u32(u32::from_ne_bytes(take(bytes)?))?),
        tag::TEXT => Value::Text(text(bytes)?),
        tag::LIST => Value::List(all(bytes, depth)?),
        tag::PACKED => packed(bytes)?,
        tag::TUPLE => Value::Tuple(all(bytes, depth)?),
        tag::NONE => Value::Option(None),
        tag::SOME => Value::Option(Some(Box::new(next(bytes, depth)?))),
        tag::OK => Value::Result(Ok(Box::new(next(bytes, depth)?))),
        tag::ERR => Value::Result(Err(Box::new(next(bytes, depth)?))),
        tag::RECORD => {
            let fields = (0..count(bytes)?).map(|_| Some((name(bytes)?, next(bytes, depth)?)));
            Value::Record(fields.collect::<Option<_>>()?)
        }
        tag::VARIANT => Value::Variant(name(bytes)?, Box::new(next(bytes, depth)?)),
        tag::MAP => {
            let pairs = (0..count(bytes)?).map(|_| Some((next(bytes, depth)?, next(bytes, depth)?)));
            Value::Map(pairs.collect::<Option<_>>()?)
        }
        tag::DURATION => {
            let (secs, nanos) = (u64::from_ne_bytes(take(bytes)?), u32::from_ne_bytes(take(bytes)?));
            Value::Duration((nanos < 1_000_000_000).then(|| Duration::new(secs, nanos))?)
        }
        tag::TIME => time(i64::from_ne_bytes(take(bytes)?), u32::from_ne_bytes(take(bytes)?))?,
        _ => return None,
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

/// Takes a number of items, none of which is shorter than a byte.
fn count(bytes: &mut &[u8]) -> Option<usize> {
    usize::try_from(u64::from_ne_bytes(take(bytes)?)).ok().filter(|count| *count <= bytes.len())
}

fn text(bytes: &mut &[u8]) -> Option<String> {
    let len = count(bytes)?;
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    String::from_utf8(taken.to_vec()).ok()
}

fn name(bytes: &mut &[u8]) -> Option<String> {
    (take::<1>(bytes)?[0] == tag::TEXT).then(|| text(bytes))?
}

fn all(bytes: &mut &[u8], depth: u32) -> Option<Vec<Value>> {
    (0..count(bytes)?).map(|_| next(bytes, depth)).collect()
}

/// Reads packed numbers, of which only bytes are ever written without a type.
fn packed(bytes: &mut &[u8]) -> Option<Value> {
    if take::<1>(bytes)?[0] != 0 {
        return None;
    }
    let len = count(bytes)?;
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(Value::Bytes(taken.to_vec()))
}

fn time(secs: i64, nanos: u32) -> Option<Value> {
    let whole = match u64::try_from(secs) {
        Ok(after) => SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(after)),
        Err(_) => SystemTime::UNIX_EPOCH.checked_sub(Duration::from_secs(secs.unsigned_abs())),
    };
    whole?.checked_add(Duration::from_nanos(nanos.into())).map(Value::Time)
}
