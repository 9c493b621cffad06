//! Same structures under other names are the same; the first difference is named with its place.

use super::compare;
use crate::{Definition, Field, Fields, Float, Function, Int, Param, Shape, Type, Variant};

fn named(path: &str) -> Type {
    Type::Named(path.to_owned())
}

fn vec(ty: Type) -> Type {
    Type::Vec(Box::new(ty))
}

fn strukt(path: &str, fields: &[(&str, Type)]) -> Definition {
    let field = |(name, ty): &(&str, Type)| Field { name: (*name).to_owned(), ty: ty.clone() };
    let shape = Shape::Struct(Fields::Named(fields.iter().map(field).collect()));
    Definition::new(path, shape)
}

fn choice(path: &str, variants: &[(&str, Fields)]) -> Definition {
    let variant = |(name, fields): &(&str, Fields)| Variant { name: (*name).to_owned(), fields: fields.clone() };
    let shape = Shape::Enum(variants.iter().map(variant).collect());
    Definition::new(path, shape)
}

/// Compares a parameter `p` of the first definitions' first type.
#[track_caller]
fn check(plugin: &[Definition], host: &[Definition], expected: Option<(&str, &str, &str)>) {
    let function = |path: &str| Function { params: vec![Param::new("p", vec(named(path)))], ..Function::default() };
    let (one, other) = (function(&plugin[0].path), function(&host[0].path));
    let found = compare((&one, plugin), (&other, host)).err();
    let found = found.map(|found| (found.place, found.plugin.found, found.host.found));
    assert_eq!(found, expected.map(|(place, plugin, host)| (place.into(), plugin.into(), host.into())));
}

const F64: Type = Type::Float(Float::F64);
const U8: Type = Type::Int(Int::U8);

#[test]
fn names_of_types_do_not_count_and_everything_else_does() {
    let point = strukt("Point", &[("x", F64), ("y", F64)]);
    let host = |fields| [strukt("app::Place", fields)];
    let check = |host: &[Definition], expected| check(std::slice::from_ref(&point), host, expected);
    check(&host(&[("x", F64), ("y", F64)]), None);
    check(&host(&[("x", F64), ("y", U8)]), Some(("p[].y", "f64", "u8")));
    check(&host(&[("y", F64), ("x", F64)]), Some(("p[]", "the field `x`", "the field `y`")));
    check(&host(&[("x", F64)]), Some(("p[]", "the field `y`", "no more fields")));
    let tuple = Definition { shape: Shape::Struct(Fields::Tuple(vec![F64])), ..point.clone() };
    check(&[tuple], Some(("p[]", "2 fields with names", "1 fields without names")));
}

#[test]
fn variants_are_compared_in_order() {
    let shape = |last: &str, content| choice("Shape", &[("Empty", Fields::Unit), (last, Fields::Tuple(vec![content]))]);
    check(&[shape("Dot", F64)], &[shape("Dot", F64)], None);
    check(&[shape("Dot", F64)], &[shape("Dot", U8)], Some(("p[]::Dot.0", "f64", "u8")));
    check(&[shape("Dot", F64)], &[shape("Ring", F64)], Some(("p[]", "the variant `Dot`", "the variant `Ring`")));
    let less = choice("Less", &[("Empty", Fields::Unit)]);
    check(&[shape("Dot", F64)], &[less], Some(("p[]", "the variant `Dot`", "no more variants")));
}

#[test]
fn a_type_inside_itself_is_compared_once() {
    let node = |path: &str, ty| strukt(path, &[("children", vec(named(path))), ("value", ty)]);
    check(&[node("Node", F64)], &[node("Tree", F64)], None);
    check(&[node("Node", F64)], &[node("Tree", U8)], Some(("p[].value", "f64", "u8")));
}
