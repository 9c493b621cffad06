//! Both directions of the JSON form, and what a fault says.

use super::{from_json, to_json};
use crate::codec::tests::types;
use crate::{Definition, Field, Fields, Float, Int, Order, Shape, Standard, Type, Value, Variant};

fn vec(item: Type) -> Type {
    Type::Vec(Box::new(item))
}

#[track_caller]
fn check(ty: Type, json: &str) {
    let value = from_json(&types(), &ty, json).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(to_json(&types(), &ty, &value).expect("of its own type"), json);
}

#[track_caller]
fn refuse(ty: Type, json: &str, message: &str) {
    assert_eq!(from_json(&types(), &ty, json).expect_err("not of that type").to_string(), message);
}

#[test]
fn text_is_what_serde_json_writes() {
    check(Type::Unit, "null");
    check(Type::Bool, "true");
    check(Type::Char, "\"ß\"");
    check(Type::Int(Int::I8), "-128");
    check(Type::Int(Int::U64), "18446744073709551615");
    check(Type::Int(Int::U128), "340282366920938463463374607431768211455");
    check(Type::Int(Int::I128), "-170141183460469231731687303715884105728");
    check(Type::Float(Float::F32), "0.1");
    check(Type::Float(Float::F64), "0.0");
    check(Type::String, "\"a\\\"b\"");
    check(vec(Type::Int(Int::U8)), "[1,2,250]");
    check(vec(Type::Option(Box::new(Type::Bool))), "[null,true]");
    check(Type::Array(Box::new(Type::Int(Int::U8)), 2), "[1,2]");
    check(Type::Tuple(vec![Type::Bool, Type::String]), "[true,\"x\"]");
    check(Type::Result(Box::new(Type::Unit), Box::new(Type::String)), r#"{"Err":"no"}"#);
    check(Type::Result(Box::new(Type::Unit), Box::new(Type::String)), r#"{"Ok":null}"#);
}

#[test]
fn a_fault_says_what_was_expected_and_what_came() {
    refuse(Type::Int(Int::U8), "300", "invalid value: integer `300`, expected u8 at line 1 column 3");
    refuse(Type::Int(Int::U8), "-1", "invalid value: integer `-1`, expected u8 at line 1 column 2");
    refuse(Type::Int(Int::I64), "1.5", "invalid type: floating point `1.5`, expected i64 at line 1 column 3");
    refuse(Type::Int(Int::I64), "\"1\"", "invalid type: string \"1\", expected i64 at line 1 column 3");
    refuse(Type::Char, "\"ab\"", "invalid value: string \"ab\", expected a text of one character at line 1 column 4");
    let pair = Type::Array(Box::new(Type::Bool), 2);
    refuse(pair, "[true]", "invalid length 1, expected a list of 2 bool at line 1 column 6");
    refuse(vec(Type::Bool), "[true, 1]", "invalid type: integer `1`, expected bool at line 1 column 8");
    refuse(Type::Bool, "true false", "trailing characters at line 1 column 6");
}

#[test]
fn structs_enums_and_maps_are_what_serde_json_writes() {
    let named = |path: &str| Type::Named(path.to_owned());
    check(named("Point"), r#"{"x":1.5,"name":"p"}"#);
    check(named("Meters"), "2.5");
    check(named("Marker"), "null");
    check(named("Shape"), r#""Empty""#);
    check(named("Shape"), r#"{"One":true}"#);
    check(named("Shape"), r#"{"Two":[true,"x"]}"#);
    check(named("Shape"), r#"{"At":{"x":0.0,"name":""}}"#);
    check(Type::Ordering, r#""Less""#);
    check(Type::Duration, r#"{"secs":1,"nanos":500}"#);
    // Windows counts in steps of 100 ns.
    check(Type::SystemTime, r#"{"secs_since_epoch":-1,"nanos_since_epoch":999999900}"#);
    let map = |key| Type::Map(Order::Hashed, Box::new(key), Box::new(Type::Bool));
    check(map(Type::String), r#"{"a":true,"b":false}"#);
    check(map(Type::Int(Int::I8)), r#"{"-1":true}"#);
    check(map(Type::Char), r#"{"x":true}"#);
    check(map(Type::Tuple(vec![Type::Bool])), "[[[true],false]]");
    check(map(named("Name")), r#"{"a":true}"#);
    check(map(named("Level")), r#"{"High":true,"Low":false}"#);
    check(map(Type::Ordering), r#"{"Less":true}"#);
    check(Type::Set(Order::Sorted, Box::new(Type::Int(Int::U8))), "[1,2]");
}

#[test]
fn types_of_the_standard_library_are_what_serde_json_writes() {
    let of = |standard, arguments: &[Type]| Type::Standard(standard, arguments.to_vec());
    check(of(Standard::PathBuf, &[]), r#""a/b""#);
    check(of(Standard::OsString, &[]), "[102,255]");
    check(of(Standard::SocketAddr, &[]), r#""[::1]:80""#);
    check(of(Standard::NonZero, &[Type::Int(Int::U8)]), "7");
    check(of(Standard::Range, &[Type::Char]), r#"{"start":"a","end":"b"}"#);
    check(of(Standard::RangeFull, &[]), "null");
    let map = |key| Type::Map(Order::Hashed, Box::new(key), Box::new(Type::Bool));
    check(map(of(Standard::IpAddr, &[])), r#"{"::1":true}"#);
    check(map(of(Standard::PathBuf, &[])), r#"{"a":true}"#);
    check(map(of(Standard::NonZero, &[Type::Int(Int::U8)])), r#"{"1":true}"#);
    check(map(of(Standard::RangeTo, &[Type::Bool])), r#"[[{"end":true},false]]"#);
    refuse(of(Standard::PathBuf, &[]), "true", "invalid type: boolean `true`, expected PathBuf at line 1 column 4");
    let range = of(Standard::Range, &[Type::Bool]);
    refuse(range, r#"{"start":true}"#, "the field `end` of Range<bool> is missing at line 1 column 14");
}

#[test]
fn an_option_that_is_missing_is_none() {
    let fields = ["at", "name"].map(|name| Field { name: name.to_owned(), ty: Type::Option(Box::new(Type::Bool)) });
    let fields = Fields::Named(fields.to_vec());
    let shape = Shape::Enum(vec![Variant { name: "On".to_owned(), fields: fields.clone() }]);
    let types = [Definition::new("Mode", shape), Definition::new("Plan", Shape::Struct(fields))];
    let read = |path: &str, json| {
        let ty = Type::Named(path.to_owned());
        let value = from_json(&types, &ty, json).unwrap_or_else(|error| panic!("{error}"));
        to_json(&types, &ty, &value).expect("of its own type")
    };
    assert_eq!(read("Plan", "{}"), r#"{"at":null,"name":null}"#);
    assert_eq!(read("Plan", r#"{"name":true}"#), r#"{"at":null,"name":true}"#);
    assert_eq!(read("Mode", r#"{"On":{"at":false}}"#), r#"{"On":{"at":false,"name":null}}"#);
}

#[test]
fn what_the_plugin_fills_in_stays_missing() {
    let mut types = types();
    let point = types.iter_mut().find(|definition| definition.path == "Point").expect("there is one");
    point.default = Some("Point::default".to_owned());
    let value = from_json(&types, &Type::Named("Point".to_owned()), r#"{"name":"p"}"#).expect("it is enough");
    assert_eq!(value, Value::Record(vec![("name".to_owned(), Value::from("p"))]));
}

#[test]
fn a_fault_names_field_and_variant() {
    let named = |path: &str| Type::Named(path.to_owned());
    refuse(named("Point"), r#"{"x":1}"#, "the field `name` of Point is missing at line 1 column 7");
    refuse(named("Point"), r#"{"y":1}"#, "Point has no field `y` at line 1 column 4");
    refuse(named("Point"), r#"{"x":1,"x":2}"#, "the field `x` is given twice at line 1 column 10");
    refuse(named("Point"), "1", "invalid type: integer `1`, expected the fields of Point at line 1 column 1");
    let known = "Shape has no variant `Round`, only `Empty`, `One`, `Two`, `At`";
    refuse(named("Shape"), r#""Round""#, known);
    refuse(
        Type::Ordering,
        r#""More""#,
        r#"invalid value: string "More", expected "Less", "Equal" or "Greater" at line 1 column 6"#,
    );
}
