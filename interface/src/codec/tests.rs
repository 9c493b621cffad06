//! Every kind of value survives the wire, and no damage goes unnoticed.

use std::time::{Duration, SystemTime};

use super::{decode, encode};
use crate::wire::{Reader, tag};
use crate::{Definition, Field, Fields, Float, Int, Order, Shape, Standard, Type, Value, Variant};

pub(crate) fn types() -> Vec<Definition> {
    let field = |name: &str, ty| Field { name: name.to_owned(), ty };
    let point = Fields::Named(vec![field("x", Type::Float(Float::F64)), field("name", Type::String)]);
    let variants = vec![
        Variant { name: "Empty".to_owned(), fields: Fields::Unit },
        Variant { name: "One".to_owned(), fields: Fields::Tuple(vec![Type::Bool]) },
        Variant { name: "Two".to_owned(), fields: Fields::Tuple(vec![Type::Bool, Type::Char]) },
        Variant { name: "At".to_owned(), fields: point.clone() },
    ];
    let unit = |name: &str| Variant { name: name.to_owned(), fields: Fields::Unit };
    let definition = |path: &str, shape| Definition::new(path, shape);
    vec![
        definition("Level", Shape::Enum(["Low", "High"].map(unit).to_vec())),
        definition("Marker", Shape::Struct(Fields::Unit)),
        definition("Meters", Shape::Struct(Fields::Tuple(vec![Type::Float(Float::F64)]))),
        definition("Name", Shape::Struct(Fields::Tuple(vec![Type::String]))),
        definition("Point", Shape::Struct(point)),
        definition("Shape", Shape::Enum(variants)),
    ]
}

#[track_caller]
fn check(ty: Type, value: impl Into<Value>) {
    let (types, value, mut bytes) = (types(), value.into(), Vec::new());
    encode(&types, &ty, &value, &mut bytes).unwrap_or_else(|fault| panic!("{fault:?}"));
    let mut reader = Reader::new(&bytes);
    assert_eq!(decode(&types, &ty, &mut reader), Ok(value));
    assert_eq!(reader.end(), Ok(()));
    for len in 0..bytes.len() {
        let cut = decode(&types, &ty, &mut Reader::new(&bytes[..len]));
        assert!(cut.is_err(), "{len} of {} bytes decoded to {cut:?}", bytes.len());
    }
}

#[track_caller]
fn refuse(ty: Type, value: impl Into<Value>, expected: &str, found: &str, place: &str) {
    let fault = encode(&types(), &ty, &value.into(), &mut Vec::new()).expect_err("not of that type");
    assert_eq!((fault.expected.as_str(), fault.found.as_str(), fault.place.as_str()), (expected, found, place));
}

fn named(path: &str) -> Type {
    Type::Named(path.to_owned())
}

fn option(ty: Type) -> Type {
    Type::Option(Box::new(ty))
}

fn vec(ty: Type) -> Type {
    Type::Vec(Box::new(ty))
}

fn point() -> Value {
    Value::Record(vec![("x".to_owned(), Value::from(1.5)), ("name".to_owned(), Value::from("p"))])
}

fn variant(name: &str, content: Value) -> Value {
    Value::Variant(name.to_owned(), Box::new(content))
}

#[test]
fn every_kind_survives_the_wire() {
    check(Type::Unit, Value::Unit);
    check(Type::Bool, true);
    check(Type::Int(Int::U128), u128::MAX);
    check(Type::Int(Int::I128), i128::MIN);
    check(Type::Int(Int::U64), u64::MAX);
    check(Type::Int(Int::I8), -1_i8);
    check(Type::Float(Float::F32), 0.1_f32);
    check(Type::Char, '∀');
    check(Type::String, "text");
    check(vec(Type::Int(Int::U8)), vec![0_u8, 255]);
    let tuple = Value::Tuple(vec![Value::from(1), Value::from(Some("x"))]);
    check(Type::Tuple(vec![Type::Int(Int::I8), option(Type::String)]), tuple);
    check(Type::Result(Box::new(vec(Type::Int(Int::I64))), Box::new(Type::String)), Ok::<Vec<i64>, String>(vec![1, 2]));
    check(Type::Result(Box::new(Type::Unit), Box::new(Type::String)), Err::<(), _>("no"));
    check(Type::Ordering, Value::unit_variant("Greater"));
    check(Type::Duration, Duration::new(u64::MAX, 999_999_999));
    check(Type::SystemTime, SystemTime::UNIX_EPOCH - Duration::from_nanos(1));
    check(Type::SystemTime, SystemTime::UNIX_EPOCH + Duration::new(1 << 33, 7));
    let pairs = vec![(Value::from("a"), Value::from(1)), (Value::from("b"), Value::from(2))];
    check(Type::Map(Order::Sorted, Box::new(Type::String), Box::new(Type::Int(Int::U8))), Value::Map(pairs));
    check(Type::Set(Order::Hashed, Box::new(Type::Char)), vec!['a', 'b']);
}

#[test]
fn types_of_the_standard_library_survive_the_wire() {
    let of = |standard, arguments: &[Type]| Type::Standard(standard, arguments.to_vec());
    check(of(Standard::Path, &[]), "a/b");
    check(of(Standard::OsString, &[]), Value::Bytes(vec![102, 255]));
    check(of(Standard::Ipv6Addr, &[]), "::1");
    check(of(Standard::NonZero, &[Type::Int(Int::I128)]), i128::MIN);
    let ends = vec![("start".to_owned(), Value::from(1)), ("end".to_owned(), Value::from(2))];
    check(vec(of(Standard::RangeInclusive, &[Type::Int(Int::U8)])), vec![Value::Record(ends)]);
    check(of(Standard::RangeFull, &[]), Value::Unit);
    refuse(of(Standard::IpAddr, &[]), 1, "IpAddr", "an integer", "");
    refuse(of(Standard::Range, &[Type::Bool]), Value::Record(vec![]), "the field `start` of Range", "nothing", "");
}

#[test]
fn structs_and_enums_survive_the_wire() {
    check(named("Point"), point());
    check(named("Meters"), 2.5);
    check(named("Marker"), Value::Unit);
    check(vec(named("Shape")), vec![Value::unit_variant("Empty"), variant("One", true.into())]);
    check(named("Shape"), variant("Two", Value::Tuple(vec![false.into(), 'x'.into()])));
    check(option(named("Shape")), Some(variant("At", point())));
}

#[test]
fn a_wrong_value_is_named_with_its_place() {
    let unnamed = Value::Record(vec![("x".to_owned(), Value::from(1.5))]);
    refuse(named("Point"), unnamed, "the field `name` of Point", "nothing", "");
    let Value::Record(mut fields) = point() else { unreachable!("it is a record") };
    fields.push(("y".to_owned(), Value::Unit));
    refuse(vec(named("Point")), vec![Value::Record(fields)], "Point", "the unknown field `y`", "[0]");
    refuse(named("Point"), 1, "Point", "an integer", "");
    refuse(named("Shape"), Value::unit_variant("Round"), "Shape", "the variant `Round`", "");
    refuse(Type::Ordering, Value::unit_variant("More"), "Ordering", "the variant `More`", "");
    refuse(Type::String, vec!["x"], "String", "a list", "");
    refuse(option(Type::Tuple(vec![Type::Bool])), Some(Value::Tuple(vec![])), "a tuple of 1", "a tuple of 0", "");
}

#[test]
fn a_value_of_another_type_is_refused() {
    let number = [&[tag::I64][..], &7_i64.to_ne_bytes()].concat();
    let list = [&[tag::PACKED, 0][..], &1_u64.to_ne_bytes(), &[7]].concat();
    for ty in [Type::Unit, Type::Bool, Type::Char, Type::String, Type::Duration, option(Type::Bool), named("Point")] {
        decode(&types(), &ty, &mut Reader::new(&number)).expect_err("a number");
        decode(&types(), &vec(ty.clone()), &mut Reader::new(&list)).expect_err("a list of numbers");
        decode(&types(), &Type::Int(Int::U8), &mut Reader::new(&[tag::UNIT])).expect_err("nothing");
    }
}

#[test]
fn an_integer_in_a_longer_form_than_it_needs_is_the_same_value() {
    for (tag, bytes) in [(tag::U64, &7_u64.to_ne_bytes()[..]), (tag::U128, &7_u128.to_ne_bytes())] {
        let bytes = [&[tag], bytes].concat();
        assert_eq!(decode(&[], &Type::Int(Int::U128), &mut Reader::new(&bytes)), Ok(Value::Int(7)));
    }
}

#[test]
fn a_length_that_is_a_lie_is_an_error() {
    for (tag, ty) in [(tag::TEXT, Type::String), (tag::LIST, vec(Type::Unit)), (tag::RECORD, named("Point"))] {
        let mut bytes = vec![tag];
        bytes.extend_from_slice(&u64::MAX.to_ne_bytes());
        decode(&types(), &ty, &mut Reader::new(&bytes)).expect_err("no memory has that many bytes");
    }
}

#[test]
fn a_variant_that_the_enum_does_not_have_is_named() {
    for (index, count) in [(9, 0), (1, 2)] {
        let mut bytes = Vec::new();
        crate::wire::put_head(&mut bytes, tag::LIST, 1);
        crate::wire::put_variant(&mut bytes, index, count);
        let invalid = decode(&types(), &vec(named("Shape")), &mut Reader::new(&bytes)).expect_err("there is none");
        let fault = invalid.into_fault();
        let found = format!("the variant {index} of {count} fields");
        assert_eq!((fault.expected.as_str(), fault.found, fault.place.as_str()), ("Shape", found, "[0]"));
    }
}

#[test]
fn a_value_nested_too_deep_is_an_error() {
    let node = Definition::new("Node", Shape::Struct(Fields::Tuple(vec![option(named("Node"))])));
    let types = [node];
    let chain = |levels| (1..levels).fold(Value::Option(None), |inner, _| Value::Option(Some(Box::new(inner))));
    let encoded = |levels| {
        let (value, mut bytes) = (chain(levels), Vec::new());
        let result = encode(&types, &named("Node"), &value, &mut bytes);
        value.discard();
        result.map(|()| bytes)
    };
    let bytes = encoded(256).expect("the other half takes as many");
    assert_eq!(decode(&types, &named("Node"), &mut Reader::new(&bytes)), Ok(chain(256)));
    // Miri would take minutes for more.
    let deep = if cfg!(miri) { 1000 } else { 100_000 };
    let fault = encoded(deep).expect_err("it is too deep").to_string();
    assert_eq!(fault, "expected Node at most 256 levels deep, found more levels");
    let mut bytes = Vec::new();
    for _ in 0..deep {
        crate::wire::put_head(&mut bytes, tag::RECORD, 1);
        bytes.push(tag::SOME);
    }
    let fault = decode(&types, &named("Node"), &mut Reader::new(&bytes)).expect_err("it is too deep").to_string();
    assert_eq!(fault, "expected Node at most 256 levels deep, found more levels");
}
