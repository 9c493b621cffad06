//! The forms of the types of the standard library that cross in the form of another one: which type that is, and what
//! the values of either are in the other.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use plugwright::Value;
use plugwright_interface::{Int, Standard, Type};

use super::samples;

/// The type in whose form a type crosses.
pub(crate) fn form(standard: Standard, arguments: &[Type]) -> Type {
    let bytes = |count| Type::Array(Box::new(Type::Int(Int::U8)), count);
    let v4 = Type::Tuple(vec![bytes(4), Type::Int(Int::U16)]);
    let v6 = Type::Tuple(vec![bytes(16), Type::Int(Int::U16), Type::Int(Int::U32), Type::Int(Int::U32)]);
    let either = |v4, v6| Type::Result(Box::new(v4), Box::new(v6));
    match standard {
        Standard::PathBuf | Standard::OsString => Type::Vec(Box::new(Type::Int(Int::U8))),
        Standard::Ipv4Addr => bytes(4),
        Standard::Ipv6Addr => bytes(16),
        Standard::IpAddr => either(bytes(4), bytes(16)),
        Standard::SocketAddrV4 => v4,
        Standard::SocketAddrV6 => v6,
        Standard::SocketAddr => either(v4, v6),
        Standard::Range | Standard::RangeInclusive => Type::Tuple([arguments, arguments].concat()),
        Standard::NonZero | Standard::RangeFrom | Standard::RangeTo | Standard::RangeToInclusive => {
            arguments[0].clone()
        }
        Standard::RangeFull => Type::Unit,
        Standard::Path | Standard::OsStr => unreachable!("only what is owned is made"),
    }
}

/// A value in that form.
pub(crate) fn formed(standard: Standard, value: &Value) -> Value {
    let ok = |v4| Value::Result(Ok(Box::new(v4)));
    let err = |v6| Value::Result(Err(Box::new(v6)));
    match (standard, value) {
        (Standard::PathBuf | Standard::OsString, Value::Text(text)) => Value::from(text.as_bytes()),
        (Standard::Ipv4Addr, Value::Text(text)) => octets(text.parse::<Ipv4Addr>().expect("an address").octets()),
        (Standard::Ipv6Addr, Value::Text(text)) => octets(text.parse::<Ipv6Addr>().expect("an address").octets()),
        (Standard::IpAddr, Value::Text(text)) => match text.parse().expect("an address") {
            IpAddr::V4(v4) => ok(octets(v4.octets())),
            IpAddr::V6(v6) => err(octets(v6.octets())),
        },
        (Standard::SocketAddrV4, Value::Text(text)) => parts_v4(text.parse().expect("an address")),
        (Standard::SocketAddrV6, Value::Text(text)) => parts_v6(text),
        (Standard::SocketAddr, Value::Text(text)) => match text.parse() {
            Ok(SocketAddr::V4(v4)) => ok(parts_v4(v4)),
            _ => err(parts_v6(text)),
        },
        (Standard::Range | Standard::RangeInclusive, Value::Record(ends)) => {
            Value::Tuple(ends.iter().map(|(_, end)| end.clone()).collect())
        }
        (_, Value::Record(ends)) => ends[0].1.clone(),
        (_, value) => value.clone(),
    }
}

/// The value that a form stands for.
pub(crate) fn unformed(standard: Standard, form: Value) -> Value {
    let record = |names: &[&str], ends: Vec<Value>| {
        Value::Record(names.iter().map(|name| (*name).to_owned()).zip(ends).collect())
    };
    match (standard, form) {
        (Standard::PathBuf | Standard::OsString, Value::Bytes(bytes)) => samples::text_or_bytes(bytes),
        (Standard::NonZero | Standard::RangeFull, form) => form,
        (Standard::Range | Standard::RangeInclusive, Value::Tuple(ends)) => record(&["start", "end"], ends),
        (Standard::RangeFrom, start) => record(&["start"], vec![start]),
        (Standard::RangeTo | Standard::RangeToInclusive, end) => record(&["end"], vec![end]),
        (_, Value::Result(Ok(form) | Err(form))) => address(&form),
        (_, form) => address(&form),
    }
}

fn octets<const N: usize>(octets: [u8; N]) -> Value {
    Value::from(&octets[..])
}

fn parts_v4(address: SocketAddrV4) -> Value {
    Value::Tuple(vec![octets(address.ip().octets()), address.port().into()])
}

/// Its flow label stands behind it, where it has one.
fn parts_v6(text: &str) -> Value {
    let (address, flow) = text.split_once('#').unwrap_or((text, "0"));
    let address: SocketAddrV6 = address.parse().expect("an address");
    let flow: u32 = flow.parse().expect("a number");
    let (octets, port, scope) = (octets(address.ip().octets()), address.port(), address.scope_id());
    Value::Tuple(vec![octets, port.into(), flow.into(), scope.into()])
}

/// An address as text, by what there is of it.
fn address(form: &Value) -> Value {
    let ip = |octets: &Value| match octets {
        Value::Bytes(bytes) => match <[u8; 4]>::try_from(bytes.as_slice()) {
            Ok(v4) => IpAddr::from(v4),
            Err(_) => IpAddr::from(<[u8; 16]>::try_from(bytes.as_slice()).expect("as many octets as of an address")),
        },
        other => panic!("{} is no address", other.kind()),
    };
    let number = |value: &Value| u32::try_from(value.clone()).expect("a number");
    let port = |value: &Value| u16::try_from(value.clone()).expect("a port");
    match form {
        Value::Tuple(parts) => match (ip(&parts[0]), &parts[1..]) {
            (IpAddr::V4(v4), [at]) => Value::from(SocketAddrV4::new(v4, port(at)).to_string()),
            (IpAddr::V6(v6), [at, flow, scope]) => {
                samples::socket(SocketAddrV6::new(v6, port(at), number(flow), number(scope)))
            }
            _ => panic!("{form:?} is no address"),
        },
        octets => Value::from(ip(octets).to_string()),
    }
}
