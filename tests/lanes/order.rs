//! What is compared of values.

use plugwright::Value;
use plugwright_interface::{Definition, Field, Fields, Shape, Type, find_definition};

use super::samples::items;

/// The value with the pairs of its maps and the items of its sets in one order, and its floats by their bits.
pub(crate) fn in_order(ty: &Type, value: Value, known: &[Definition]) -> Value {
    let inner = |ty: &Type, value: Value| in_order(ty, value, known);
    match (ty, value) {
        (Type::Float(_), Value::Float(float)) => Value::Tuple(vec!["a float".into(), float.to_bits().into()]),
        (Type::Map(_, key_type, ty), Value::Map(pairs)) => {
            let mut pairs: Vec<_> =
                pairs.into_iter().map(|(key, value)| (inner(key_type, key), inner(ty, value))).collect();
            pairs.sort_by_key(|(key, _)| format!("{key:?}"));
            Value::Map(pairs)
        }
        (Type::Set(_, ty), set) => {
            let mut items: Vec<_> = items(set).into_iter().map(|item| inner(ty, item)).collect();
            items.sort_by_key(|item| format!("{item:?}"));
            Value::List(items)
        }
        (Type::Vec(ty) | Type::Slice(ty) | Type::Array(ty, _), Value::List(items)) => {
            Value::List(items.into_iter().map(|item| inner(ty, item)).collect())
        }
        (Type::Tuple(types), Value::Tuple(items)) => {
            Value::Tuple(types.iter().zip(items).map(|(ty, item)| inner(ty, item)).collect())
        }
        (Type::Option(ty), Value::Option(Some(some))) => Value::Option(Some(Box::new(inner(ty, *some)))),
        (Type::Result(ty, _), Value::Result(Ok(ok))) => Value::Result(Ok(Box::new(inner(ty, *ok)))),
        (Type::Result(_, ty), Value::Result(Err(err))) => Value::Result(Err(Box::new(inner(ty, *err)))),
        (Type::Standard(_, arguments), Value::Record(ends)) => {
            Value::Record(ends.into_iter().map(|(name, end)| (name, inner(&arguments[0], end))).collect())
        }
        (Type::Named(path), value) => match (&find_definition(known, path).expect("it is known").shape, value) {
            (Shape::Enum(variants), Value::Variant(name, content)) => {
                let variant = variants.iter().find(|variant| variant.name == name).expect("it is one of them");
                let content = fields_in_order(&variant.fields, *content, known);
                Value::Variant(name, Box::new(content))
            }
            (Shape::Struct(fields), value) => fields_in_order(fields, value, known),
            (_, value) => value,
        },
        (_, value) => value,
    }
}

fn fields_in_order(fields: &Fields, value: Value, known: &[Definition]) -> Value {
    match (fields, value) {
        (Fields::Tuple(types), value) if types.len() == 1 => in_order(&types[0], value, known),
        (Fields::Tuple(types), value) => in_order(&Type::Tuple(types.clone()), value, known),
        (Fields::Named(fields), Value::Record(values)) => {
            let field = |(field, (name, value)): (&Field, (String, Value))| (name, in_order(&field.ty, value, known));
            Value::Record(fields.iter().zip(values).map(field).collect())
        }
        (_, value) => value,
    }
}
