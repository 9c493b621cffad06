//! [`Seed`]: a type that guides a value on its way from JSON.

use std::fmt;

use serde::Deserialize;
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

use super::is_name;
use crate::codec::ORDERINGS;
use crate::{Definition, Fields, Float, Form, Handle, HandleId, Int, Shape, Type, Value, find_definition, wire};

/// A type that guides deserialization.
#[derive(Clone, Copy)]
pub(super) struct Seed<'t> {
    pub(super) types: &'t [Definition],
    pub(super) ty: &'t Type,
}

impl<'t> Seed<'t> {
    fn of(self, ty: &'t Type) -> Self {
        Self { ty, ..self }
    }

    fn shape(self) -> Option<&'t Shape> {
        match self.ty {
            Type::Named(path) => find_definition(self.types, path).map(|definition| &definition.shape),
            _ => None,
        }
    }

    fn content(self, fields: &'t Fields) -> Content<'t> {
        Content { seed: self, fields }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.ty {
            Type::Unit => deserializer.deserialize_unit(self),
            Type::Bool => deserializer.deserialize_bool(self),
            Type::Char => deserializer.deserialize_char(self),
            Type::Int(Int::I128) => deserializer.deserialize_i128(self),
            Type::Int(Int::U128) => deserializer.deserialize_u128(self),
            Type::Int(_) => deserializer.deserialize_any(self),
            Type::Float(_) => deserializer.deserialize_f64(self),
            Type::Str | Type::String | Type::Ordering => deserializer.deserialize_str(self),
            Type::Slice(_) | Type::Vec(_) | Type::Array(..) | Type::Set(..) => deserializer.deserialize_seq(self),
            Type::Tuple(items) => deserializer.deserialize_tuple(items.len(), self),
            Type::Option(_) => deserializer.deserialize_option(self),
            Type::Result(..) => deserializer.deserialize_enum("Result", &["Ok", "Err"], self),
            Type::Map(_, key, _) if is_name(self.types, key) => deserializer.deserialize_map(self),
            Type::Map(..) => deserializer.deserialize_seq(self),
            Type::Duration => {
                let Duration { secs, nanos } = Duration::deserialize(deserializer)?;
                wire::duration_of(secs, nanos).map(Value::Duration).map_err(|fault| range(&fault))
            }
            Type::SystemTime => {
                let Time { secs_since_epoch, nanos_since_epoch } = Time::deserialize(deserializer)?;
                wire::time_at(secs_since_epoch, nanos_since_epoch).map(Value::Time).map_err(|fault| range(&fault))
            }
            Type::Standard(standard, arguments) => match standard.form(arguments) {
                Form::Unit => self.of(&Type::Unit).deserialize(deserializer),
                Form::Text => deserializer.deserialize_str(self),
                Form::Path => deserializer.deserialize_any(self),
                Form::Inner(ty) => self.of(ty).deserialize(deserializer),
                Form::Record(fields) => Content { seed: self, fields: &fields }.deserialize(deserializer),
            },
            Type::Context => Err(D::Error::custom("a context is no value, the host supplies it")),
            Type::Callback(_) => Err(D::Error::custom("a closure cannot be written as JSON")),
            Type::Future(_) => Err(D::Error::custom("a future cannot be written as JSON")),
            Type::Iterator(item) => self.of(&Type::Vec(item.clone())).deserialize(deserializer),
            Type::Mut(ty) => self.of(ty).deserialize(deserializer),
            Type::Handle(..) => {
                let Named { handle } = Named::deserialize(deserializer)?;
                let id = handle.parse::<HandleId>();
                id.map(|id| Value::Handle(Handle::named(id))).map_err(D::Error::custom)
            }
            Type::Named(path) => match self.shape() {
                Some(Shape::Struct(fields)) => self.content(fields).deserialize(deserializer),
                Some(Shape::Enum(_)) => deserializer.deserialize_enum("", &[], self),
                Some(Shape::Opaque) | None => {
                    Err(D::Error::custom(format_args!("the interface does not define `{path}`")))
                }
            },
        }
    }
}

fn range<E: Error>(fault: &crate::abi::Invalid) -> E {
    E::custom(format_args!("expected {}, found {}", fault.expected, fault.found))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Duration {
    secs: u64,
    nanos: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    // The same word as `HANDLE`.
    #[serde(rename = "$handle")]
    handle: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    secs_since_epoch: i64,
    nanos_since_epoch: u32,
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ty {
            Type::Unit => f.write_str("null"),
            Type::Char => f.write_str("a text of one character"),
            Type::Str | Type::String => f.write_str("text"),
            Type::Array(item, len) => write!(f, "a list of {len} {item}"),
            Type::Slice(item) | Type::Vec(item) | Type::Set(_, item) => write!(f, "a list of {item}"),
            Type::Result(..) => f.write_str(r#"{"Ok": …} or {"Err": …}"#),
            Type::Ordering => f.write_str(r#""Less", "Equal" or "Greater""#),
            ty => write!(f, "{ty}"),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        match self.ty {
            Type::Unit => Ok(Value::Unit),
            Type::Option(_) => Ok(Value::Option(None)),
            _ => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.ty {
            Type::Option(ty) => Ok(Value::Option(Some(Box::new(self.of(ty).deserialize(deserializer)?)))),
            _ => Err(D::Error::invalid_type(Unexpected::Option, &self)),
        }
    }

    fn visit_bool<E: Error>(self, bool: bool) -> Result<Value, E> {
        match self.ty {
            Type::Bool => Ok(Value::Bool(bool)),
            _ => Err(E::invalid_type(Unexpected::Bool(bool), &self)),
        }
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Value, E> {
        match self.ty {
            Type::Float(_) => Ok(Value::Float(int as f64)),
            Type::Int(ty) if ty.holds(int.into()) => Ok(int.into()),
            Type::Int(_) => Err(E::invalid_value(Unexpected::Signed(int), &self)),
            _ => Err(E::invalid_type(Unexpected::Signed(int), &self)),
        }
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Value, E> {
        match self.ty {
            Type::Float(_) => Ok(Value::Float(int as f64)),
            Type::Int(ty) if ty.holds(int.into()) => Ok(int.into()),
            Type::Int(_) => Err(E::invalid_value(Unexpected::Unsigned(int), &self)),
            _ => Err(E::invalid_type(Unexpected::Unsigned(int), &self)),
        }
    }

    fn visit_i128<E: Error>(self, int: i128) -> Result<Value, E> {
        match self.ty {
            Type::Int(ty) if ty.holds(int) => Ok(Value::Int(int)),
            _ => Err(E::invalid_value(Unexpected::Other(&format!("integer `{int}`")), &self)),
        }
    }

    fn visit_u128<E: Error>(self, int: u128) -> Result<Value, E> {
        match self.ty {
            Type::Int(Int::U128) => Ok(Value::from(int)),
            _ => Err(E::invalid_value(Unexpected::Other(&format!("integer `{int}`")), &self)),
        }
    }

    fn visit_f64<E: Error>(self, float: f64) -> Result<Value, E> {
        match self.ty {
            Type::Float(Float::F32) if float.is_finite() && !(float as f32).is_finite() => {
                Err(E::invalid_value(Unexpected::Float(float), &self))
            }
            Type::Float(_) => Ok(Value::Float(float)),
            _ => Err(E::invalid_type(Unexpected::Float(float), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        let mut chars = text.chars();
        match (self.ty, chars.next(), chars.next()) {
            (Type::Str | Type::String | Type::Standard(..), ..) => Ok(Value::from(text)),
            (Type::Char, Some(only), None) => Ok(Value::Char(only)),
            (Type::Ordering, ..) if ORDERINGS.contains(&text) => Ok(Value::unit_variant(text)),
            (Type::Char | Type::Ordering, ..) => Err(E::invalid_value(Unexpected::Str(text), &self)),
            _ => Err(E::invalid_type(Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        match self.ty {
            Type::Tuple(types) => self.read_tuple(types, &mut items).map(Value::Tuple),
            Type::Standard(standard, arguments) if standard.form(arguments) == Form::Path => {
                self.of(&Type::Int(Int::U8)).read_list(&mut items).map(|(bytes, _)| bytes)
            }
            Type::Slice(ty) | Type::Vec(ty) | Type::Array(ty, _) | Type::Set(_, ty) => {
                let (list, len) = self.of(ty).read_list(&mut items)?;
                match self.ty {
                    Type::Array(_, wanted) if *wanted != len => Err(A::Error::invalid_length(len, &self)),
                    _ => Ok(list),
                }
            }
            Type::Map(_, key, value) => {
                let pair = Type::Tuple(vec![(**key).clone(), (**value).clone()]);
                let mut pairs = Vec::new();
                while let Some(found) = items.next_element_seed(Seed { types: self.types, ty: &pair })? {
                    let Value::Tuple(found) = found else { return Err(A::Error::custom("a pair is a tuple")) };
                    let mut found = found.into_iter();
                    let (Some(key), Some(value)) = (found.next(), found.next()) else {
                        return Err(A::Error::invalid_length(0, &"a pair"));
                    };
                    pairs.push((key, value));
                }
                Ok(Value::Map(pairs))
            }
            _ => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Type::Map(_, key, value) = self.ty else { return Err(A::Error::invalid_type(Unexpected::Map, &self)) };
        let mut pairs = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            pairs.push((self.of(key).read_name(name)?, entries.next_value_seed(self.of(value))?));
        }
        Ok(Value::Map(pairs))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (name, content) = data.variant::<String>()?;
        match (self.ty, name.as_str()) {
            (Type::Result(ty, _), "Ok") => Ok(Value::Result(Ok(Box::new(content.newtype_variant_seed(self.of(ty))?)))),
            (Type::Result(_, ty), "Err") => {
                Ok(Value::Result(Err(Box::new(content.newtype_variant_seed(self.of(ty))?))))
            }
            _ => self.read_variant(name, content),
        }
    }
}

impl<'t> Seed<'t> {
    fn read_tuple<'de, A: SeqAccess<'de>>(self, types: &'t [Type], items: &mut A) -> Result<Vec<Value>, A::Error> {
        let read = types.iter().enumerate().map(|(index, ty)| {
            items.next_element_seed(self.of(ty))?.ok_or_else(|| A::Error::invalid_length(index, &self))
        });
        read.collect()
    }

    /// Reads the items of a list, and counts them.
    fn read_list<'de, A: SeqAccess<'de>>(self, items: &mut A) -> Result<(Value, usize), A::Error> {
        if *self.ty == Type::Int(Int::U8) {
            let mut bytes = Vec::new();
            while let Some(byte) = items.next_element_seed(self)? {
                bytes.push(u8::try_from(byte).map_err(A::Error::custom)?);
            }
            let len = bytes.len();
            return Ok((Value::Bytes(bytes), len));
        }
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        let len = list.len();
        Ok((Value::List(list), len))
    }

    /// Reads a key of a map, which JSON always writes as text.
    fn read_name<E: Error>(self, name: String) -> Result<Value, E> {
        if let Type::Standard(standard, arguments) = self.ty
            && let Form::Inner(ty) = standard.form(arguments)
        {
            return self.of(ty).read_name(name);
        }
        match (self.ty, self.shape()) {
            (Type::Int(_) | Type::Bool, _) => super::from_json(self.types, self.ty, &name).map_err(E::custom),
            (_, Some(Shape::Struct(Fields::Tuple(fields)))) if fields.len() == 1 => self.of(&fields[0]).read_name(name),
            _ => {
                let text: StringDeserializer<E> = name.into_deserializer();
                self.deserialize(text)
            }
        }
    }

    fn read_variant<'de, A: VariantAccess<'de>>(self, name: String, content: A) -> Result<Value, A::Error> {
        let Some(Shape::Enum(variants)) = self.shape() else {
            return Err(A::Error::invalid_value(Unexpected::Str(&name), &self));
        };
        let Some(variant) = variants.iter().find(|variant| variant.name == name) else {
            let known: Vec<_> = variants.iter().map(|variant| format!("`{}`", variant.name)).collect();
            let message = format_args!("{} has no variant `{name}`, only {}", self.ty, known.join(", "));
            return Err(A::Error::custom(message));
        };
        let fields = self.content(&variant.fields);
        let value = match &variant.fields {
            Fields::Unit => content.unit_variant().map(|()| Value::Unit)?,
            Fields::Tuple(types) if types.len() == 1 => content.newtype_variant_seed(self.of(&types[0]))?,
            Fields::Tuple(types) => content.tuple_variant(types.len(), fields)?,
            Fields::Named(_) => content.struct_variant(&[], fields)?,
        };
        Ok(Value::Variant(name, Box::new(value)))
    }
}

/// The fields of a struct or a variant.
#[derive(Clone, Copy)]
struct Content<'t> {
    seed: Seed<'t>,
    fields: &'t Fields,
}

impl Content<'_> {
    /// Whether what is left out of them is taken from the plugin's own value, which is a struct.
    fn has_default(&self) -> bool {
        let definition = match self.seed.ty {
            Type::Named(path) => find_definition(self.seed.types, path),
            _ => None,
        };
        definition.is_some_and(|found| found.default.is_some() && matches!(found.shape, Shape::Struct(_)))
    }
}

impl<'de> DeserializeSeed<'de> for Content<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.fields {
            Fields::Unit => self.seed.of(&Type::Unit).deserialize(deserializer),
            Fields::Tuple(types) if types.len() == 1 => self.seed.of(&types[0]).deserialize(deserializer),
            Fields::Tuple(types) => deserializer.deserialize_tuple(types.len(), self),
            Fields::Named(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Content<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the fields of {}", self.seed.ty)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        match self.fields {
            Fields::Tuple(types) => self.seed.read_tuple(types, &mut items).map(Value::Tuple),
            _ => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Fields::Named(fields) = self.fields else { return Err(A::Error::invalid_type(Unexpected::Map, &self)) };
        let mut values: Vec<Option<Value>> = vec![None; fields.len()];
        while let Some(name) = entries.next_key::<String>()? {
            let index = fields.iter().position(|field| field.name == name);
            let unknown = || A::Error::custom(format_args!("{} has no field `{name}`", self.seed.ty));
            let index = index.ok_or_else(unknown)?;
            if values[index].is_some() {
                return Err(A::Error::custom(format_args!("the field `{name}` is given twice")));
            }
            values[index] = Some(entries.next_value_seed(self.seed.of(&fields[index].ty))?);
        }
        let has_default = self.has_default();
        let fields = fields.iter().zip(values).filter_map(|(field, value)| match (value, &field.ty) {
            (Some(value), _) => Some(Ok((field.name.clone(), value))),
            (None, _) if has_default => None,
            (None, Type::Option(_)) => Some(Ok((field.name.clone(), Value::Option(None)))),
            (None, _) => {
                let fault = format_args!("the field `{}` of {} is missing", field.name, self.seed.ty);
                Some(Err(A::Error::custom(fault)))
            }
        });
        fields.collect::<Result<_, _>>().map(Value::Record)
    }
}
