//! [`Value`]s whose type nobody declared, as a context holds them. The bytes are specified in the `wire.rs` of the crate
//! `plugwright-plugin`: those of the wire, with the names of fields and variants among them.

use crate::Value;
use crate::abi::Invalid;
use crate::wire::{
    Kind, List, Reader, put_char, put_duration, put_f64, put_head, put_int, put_packed, put_text, put_time, put_u128,
    tag,
};

/// How deep values may be nested.
const DEPTH_LIMIT: u32 = 128;

/// A struct with the names of its fields.
const RECORD: u8 = 128;
/// A variant with its name.
const VARIANT: u8 = 129;

/// Appends the bytes of a value that brings its own type along.
///
/// # Errors
/// Where the value is nested too deep, or of a kind that only a declared type can have.
pub fn encode_free(value: &Value, out: &mut Vec<u8>) -> Result<(), Invalid> {
    encode(value, DEPTH_LIMIT, out)
}

fn encode(value: &Value, depth: u32, out: &mut Vec<u8>) -> Result<(), Invalid> {
    let depth = deeper(depth)?;
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
        Value::List(items) => return encode_all(tag::LIST, items, depth, out),
        Value::Tuple(items) => return encode_all(tag::TUPLE, items, depth, out),
        Value::Option(None) => out.push(tag::NONE),
        Value::Option(Some(value)) => return encode_inner(tag::SOME, value, depth, out),
        Value::Result(Ok(value)) => return encode_inner(tag::OK, value, depth, out),
        Value::Result(Err(value)) => return encode_inner(tag::ERR, value, depth, out),
        Value::Record(fields) => {
            put_head(out, RECORD, fields.len());
            return fields.iter().try_for_each(|(name, value)| {
                put_text(out, name);
                encode(value, depth, out).map_err(|fault| fault.at(format_args!(".{name}")))
            });
        }
        Value::Variant(name, value) => {
            out.push(VARIANT);
            put_text(out, name);
            return encode(value, depth, out);
        }
        Value::Map(pairs) => {
            put_head(out, tag::MAP, pairs.len());
            return pairs.iter().try_for_each(|(key, value)| {
                encode(key, depth, out)?;
                encode(value, depth, out)
            });
        }
        Value::Duration(duration) => put_duration(out, *duration),
        Value::Time(time) => put_time(out, *time),
        #[allow(unreachable_patterns, reason = "what only a declared type can have comes and goes")]
        other => return Err(Invalid::new("a value that a context can hold", other.kind())),
    }
    Ok(())
}

fn deeper(depth: u32) -> Result<u32, Invalid> {
    let deeper = depth.checked_sub(1);
    deeper.ok_or_else(|| Invalid::new(format!("at most {DEPTH_LIMIT} levels of nesting"), "more"))
}

fn encode_all(tag: u8, items: &[Value], depth: u32, out: &mut Vec<u8>) -> Result<(), Invalid> {
    put_head(out, tag, items.len());
    items.iter().try_for_each(|item| encode(item, depth, out))
}

fn encode_inner(tag: u8, value: &Value, depth: u32, out: &mut Vec<u8>) -> Result<(), Invalid> {
    out.push(tag);
    encode(value, depth, out)
}

/// Reads the one value that the bytes are of.
///
/// # Errors
/// Where they are of none.
pub fn decode_free(bytes: &[u8]) -> Result<Value, Invalid> {
    let mut reader = Reader::new(bytes);
    let value = decode(&mut reader, DEPTH_LIMIT)?;
    reader.end()?;
    Ok(value)
}

fn decode(reader: &mut Reader<'_>, depth: u32) -> Result<Value, Invalid> {
    let depth = deeper(depth)?;
    match reader.peek()? {
        tag::I64 | tag::U64 | tag::I128 | tag::U128 | tag::F64 => reader.number("a number").map(Value::from),
        tag::CHAR => reader.char().map(Value::Char),
        tag::TEXT => reader.text().map(Value::from),
        tag::DURATION => reader.duration().map(Value::Duration),
        tag::TIME => reader.time().map(Value::Time),
        tag::MAP => {
            let pairs = (0..reader.map()?).map(|_| Ok((decode(reader, depth)?, decode(reader, depth)?)));
            pairs.collect::<Result<_, _>>().map(Value::Map)
        }
        tag::LIST | tag::PACKED => match reader.list()? {
            List::Items(count) => decode_all(reader, count, depth).map(Value::List),
            List::Packed(Kind::U8, bytes) => Ok(Value::Bytes(bytes.to_vec())),
            List::Packed(kind, bytes) => {
                Ok(Value::List(bytes.chunks_exact(kind.size()).map(|item| kind.number(item).into()).collect()))
            }
        },
        _ => decode_tag(reader, depth),
    }
}

fn decode_tag(reader: &mut Reader<'_>, depth: u32) -> Result<Value, Invalid> {
    Ok(match reader.tag()? {
        tag::UNIT => Value::Unit,
        tag::FALSE => Value::Bool(false),
        tag::TRUE => Value::Bool(true),
        tag::TUPLE => {
            let count = reader.count()?;
            Value::Tuple(decode_all(reader, count, depth)?)
        }
        tag::NONE => Value::Option(None),
        tag::SOME => Value::Option(Some(Box::new(decode(reader, depth)?))),
        tag::OK => Value::Result(Ok(Box::new(decode(reader, depth)?))),
        tag::ERR => Value::Result(Err(Box::new(decode(reader, depth)?))),
        RECORD => {
            let fields = (0..reader.count()?).map(|_| Ok((reader.text()?.to_owned(), decode(reader, depth)?)));
            Value::Record(fields.collect::<Result<_, _>>()?)
        }
        VARIANT => Value::Variant(reader.text()?.to_owned(), Box::new(decode(reader, depth)?)),
        other => return Err(Invalid::new("a value", crate::wire::name(other))),
    })
}

fn decode_all(reader: &mut Reader<'_>, count: usize, depth: u32) -> Result<Vec<Value>, Invalid> {
    (0..count).map(|_| decode(reader, depth)).collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use plugwright_plugin::Value as Stored;

    use super::{decode_free, encode_free};
    use crate::Value;
    use crate::abi::operation;

    /// Host and plugin write the same bytes for the same value, and read each other's.
    #[track_caller]
    fn check(host: Value, plugin: Stored) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        encode_free(&host, &mut ours).unwrap();
        plugwright_plugin::encode(&plugin, &mut theirs);
        assert_eq!(ours, theirs);
        assert_eq!(decode_free(&theirs).unwrap(), host);
        assert_eq!(plugwright_plugin::decode(&ours).unwrap(), plugin);
        for end in 0..ours.len() {
            assert!(decode_free(&ours[..end]).is_err(), "cut off at {end}");
        }
    }

    #[test]
    fn host_and_plugin_agree() {
        check(Value::Unit, Stored::Unit);
        check(Value::Bool(true), Stored::Bool(true));
        for int in [0, -1, i128::from(i64::MAX) + 1, i128::from(u64::MAX) + 1, i128::MIN] {
            check(Value::Int(int), Stored::Int(int));
        }
        check(Value::Huge(u128::MAX), Stored::Huge(u128::MAX));
        check(Value::Float(-0.5), Stored::Float(-0.5));
        check(Value::Char('ä'), Stored::Char('ä'));
        check(Value::Text("ä".into()), Stored::Text("ä".into()));
        check(Value::Bytes(vec![1, 2]), Stored::Bytes(vec![1, 2]));
        check(Value::List(vec![Value::Unit]), Stored::List(vec![Stored::Unit]));
        check(Value::Tuple(vec![Value::Unit]), Stored::Tuple(vec![Stored::Unit]));
        check(Value::Option(None), Stored::Option(None));
        check(Value::Option(Some(Box::new(Value::Unit))), Stored::Option(Some(Box::new(Stored::Unit))));
        check(Value::Result(Ok(Box::new(Value::Unit))), Stored::Result(Ok(Box::new(Stored::Unit))));
        check(Value::Result(Err(Box::new(Value::Unit))), Stored::Result(Err(Box::new(Stored::Unit))));
        check(Value::Record(vec![("a".into(), Value::Unit)]), Stored::Record(vec![("a".into(), Stored::Unit)]));
        check(Value::unit_variant("A"), Stored::Variant("A".into(), Box::new(Stored::Unit)));
        check(Value::Map(vec![(Value::Unit, Value::Unit)]), Stored::Map(vec![(Stored::Unit, Stored::Unit)]));
        check(Value::Duration(Duration::new(1, 2)), Stored::Duration(Duration::new(1, 2)));
        for time in [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH - Duration::new(1, 2)] {
            check(Value::Time(time), Stored::Time(time));
        }
    }

    #[test]
    fn the_operations_have_the_same_numbers() {
        macro_rules! same {
            ($($name:ident)*) => {$(assert_eq!(operation::$name, plugwright_plugin::operation::$name);)*};
        }
        same! { GET SET REMOVE KEYS STOPPED TIME_LEFT LABEL CONFIG STATE LOG }
    }
}
