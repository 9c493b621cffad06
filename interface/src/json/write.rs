//! [`Typed`]: a value on its way to JSON, guided by its type.

use std::fmt;

use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeTuple, Serializer};

use super::{HANDLE, is_name};
use crate::{Definition, Fields, Float, Form, Shape, Type, Value, find_definition, wire};

/// A value and the type that guides its serialization.
#[derive(Clone, Copy)]
pub(super) struct Typed<'v> {
    pub(super) types: &'v [Definition],
    pub(super) ty: &'v Type,
    pub(super) value: &'v Value,
}

/// What a struct or a variant holds, and the fields that guide its serialization.
struct Content<'v> {
    types: &'v [Definition],
    fields: &'v Fields,
    value: &'v Value,
}

impl<'v> Typed<'v> {
    fn of(self, ty: &'v Type, value: &'v Value) -> Self {
        Self { ty, value, ..self }
    }

    fn wrong<E: Error>(self) -> E {
        mismatch(self.ty, self.value)
    }
}

fn mismatch<E: Error>(expected: impl fmt::Display, value: &Value) -> E {
    E::custom(format_args!("expected {expected}, found {}", value.kind()))
}

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.ty, self.value) {
            (Type::Future(output), value) => self.of(output, value).serialize(serializer),
            (Type::Unit, Value::Unit) => serializer.serialize_unit(),
            (Type::Bool, Value::Bool(bool)) => serializer.serialize_bool(*bool),
            (Type::Char, Value::Char(char)) => serializer.serialize_char(*char),
            (Type::Int(_), Value::Int(int)) => serializer.serialize_i128(*int),
            (Type::Int(_), Value::Huge(int)) => serializer.serialize_u128(*int),
            // An `f32` was widened without loss; its own shortest form is what serde_json writes.
            (Type::Float(Float::F32), Value::Float(float)) => serializer.serialize_f32(*float as f32),
            (Type::Float(Float::F64), Value::Float(float)) => serializer.serialize_f64(*float),
            (Type::Str | Type::String, Value::Text(text)) => serializer.serialize_str(text),
            (
                Type::Slice(_) | Type::Vec(_) | Type::Iterator(_) | Type::Array(..) | Type::Set(..),
                Value::Bytes(bytes),
            ) => serializer.collect_seq(bytes),
            (
                Type::Slice(ty) | Type::Vec(ty) | Type::Iterator(ty) | Type::Array(ty, _) | Type::Set(_, ty),
                Value::List(items),
            ) => serializer.collect_seq(items.iter().map(|item| self.of(ty, item))),
            (Type::Tuple(types), Value::Tuple(items)) => self.serialize_tuple(types, items, serializer),
            (Type::Option(_), Value::Option(None)) => serializer.serialize_none(),
            (Type::Option(ty), Value::Option(Some(value))) => serializer.serialize_some(&self.of(ty, value)),
            (Type::Result(ty, _), Value::Result(Ok(value))) => {
                serializer.serialize_newtype_variant("Result", 0, "Ok", &self.of(ty, value))
            }
            (Type::Result(_, ty), Value::Result(Err(value))) => {
                serializer.serialize_newtype_variant("Result", 1, "Err", &self.of(ty, value))
            }
            (Type::Ordering, Value::Variant(name, _)) => serializer.serialize_str(name),
            (Type::Duration, Value::Duration(time)) => {
                let parts = [("secs", time.as_secs().into()), ("nanos", i128::from(time.subsec_nanos()))];
                serializer.collect_map(parts)
            }
            (Type::SystemTime, Value::Time(time)) => {
                let (secs, nanos) = wire::since_epoch(*time);
                serializer.collect_map([("secs_since_epoch", secs), ("nanos_since_epoch", nanos.into())])
            }
            (Type::Map(_, key, ty), Value::Map(pairs)) => self.serialize_map(key, ty, pairs, serializer),
            (Type::Standard(standard, arguments), value) => match standard.form(arguments) {
                Form::Unit => self.of(&Type::Unit, value).serialize(serializer),
                Form::Text => self.of(&Type::String, value).serialize(serializer),
                Form::Inner(ty) => self.of(ty, value).serialize(serializer),
                Form::Record(fields) => Content { types: self.types, fields: &fields, value }.serialize(serializer),
                Form::Path => match value {
                    Value::Text(text) => serializer.serialize_str(text),
                    Value::Bytes(bytes) => serializer.collect_seq(bytes),
                    _ => Err(self.wrong()),
                },
            },
            (Type::Named(path), _) => self.serialize_named(path, serializer),
            (Type::Mut(ty), value) => self.of(ty, value).serialize(serializer),
            (Type::Handle(..), Value::Handle(handle)) => serializer.collect_map([(HANDLE, handle.id().to_string())]),
            _ => Err(self.wrong()),
        }
    }
}

impl Typed<'_> {
    fn serialize_tuple<S: Serializer>(
        &self,
        types: &[Type],
        items: &[Value],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if types.len() != items.len() {
            return Err(self.wrong());
        }
        let mut tuple = serializer.serialize_tuple(items.len())?;
        let mut items = types.iter().zip(items);
        items.try_for_each(|(ty, value)| tuple.serialize_element(&Typed { ty, value, ..*self }))?;
        tuple.end()
    }

    fn serialize_map<S: Serializer>(
        &self,
        key: &Type,
        ty: &Type,
        pairs: &[(Value, Value)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let at = |ty, value| Typed { types: self.types, ty, value };
        match is_name(self.types, key) {
            true => serializer.collect_map(pairs.iter().map(|(name, value)| (at(key, name), at(ty, value)))),
            false => serializer.collect_seq(pairs.iter().map(|(name, value)| (at(key, name), at(ty, value)))),
        }
    }

    fn serialize_named<S: Serializer>(&self, path: &str, serializer: S) -> Result<S::Ok, S::Error> {
        let content = |fields, value| Content { types: self.types, fields, value };
        match (find_definition(self.types, path).map(|definition| &definition.shape), self.value) {
            (Some(Shape::Struct(fields)), value) => content(fields, value).serialize(serializer),
            (Some(Shape::Enum(variants)), Value::Variant(name, value)) => {
                let variant = variants.iter().find(|variant| variant.name == *name).ok_or_else(|| self.wrong())?;
                match variant.fields {
                    Fields::Unit => serializer.serialize_str(name),
                    _ => serializer.collect_map([(name, content(&variant.fields, value))]),
                }
            }
            _ => Err(self.wrong()),
        }
    }
}

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let at = |ty, value| Typed { types: self.types, ty, value };
        match (self.fields, self.value) {
            (Fields::Unit, Value::Unit) => serializer.serialize_unit(),
            (Fields::Tuple(types), value) if types.len() == 1 => at(&types[0], value).serialize(serializer),
            (Fields::Tuple(types), Value::Tuple(items)) => {
                at(&Type::Unit, self.value).serialize_tuple(types, items, serializer)
            }
            (Fields::Named(fields), Value::Record(values)) if fields.len() == values.len() => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                let mut fields = fields.iter().zip(values);
                fields.try_for_each(|(field, (name, value))| map.serialize_entry(name, &at(&field.ty, value)))?;
                map.end()
            }
            (_, value) => Err(mismatch("its fields", value)),
        }
    }
}
