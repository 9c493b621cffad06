//! Values as JSON, in the form that `serde_json` gives the same Rust type by default. Both directions are guided by the
//! [`Type`], because JSON alone does not tell `f32` from `f64` or a tuple from a list.

use std::fmt;

use serde::Serialize;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::ser::{Error as _, SerializeTuple, Serializer};

use crate::{Float, Int, Type, Value};

/// Reads a value of that type from JSON text.
///
/// # Errors
/// Where the text is no JSON, or is of another type, or a number is out of range; the message says what was expected,
/// what came, and at which line and column of `json`.
///
/// ```
/// use plugwright_interface::{Int, Type, Value, from_json};
/// assert_eq!(from_json(&Type::Int(Int::U8), "7").unwrap(), Value::from(7));
/// assert!(from_json(&Type::Int(Int::U8), "300").unwrap_err().to_string().starts_with("invalid value: integer `300`"));
/// ```
pub fn from_json(ty: &Type, json: &str) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = Seed(ty).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Writes a value of that type as JSON text on one line.
///
/// # Errors
/// Where the value is not of that type.
pub fn to_json(ty: &Type, value: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Typed(ty, value))
}

/// A value and the type that guides its serialization.
struct Typed<'v>(&'v Type, &'v Value);

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Typed(ty, value) = *self;
        match (ty, value) {
            (Type::Unit, Value::Unit) => serializer.serialize_unit(),
            (Type::Bool, Value::Bool(bool)) => serializer.serialize_bool(*bool),
            (Type::Char, Value::Char(char)) => serializer.serialize_char(*char),
            (Type::Int(_), Value::Int(int)) => serializer.serialize_i128(*int),
            (Type::Int(_), Value::Huge(int)) => serializer.serialize_u128(*int),
            // An `f32` was widened without loss; its own shortest form is what serde_json writes.
            (Type::Float(Float::F32), Value::Float(float)) => serializer.serialize_f32(*float as f32),
            (Type::Float(Float::F64), Value::Float(float)) => serializer.serialize_f64(*float),
            (Type::Str | Type::String, Value::Text(text)) => serializer.serialize_str(text),
            (Type::Slice(_) | Type::Vec(_) | Type::Array(..), Value::Bytes(bytes)) => serializer.collect_seq(bytes),
            (Type::Slice(item) | Type::Vec(item) | Type::Array(item, _), Value::List(items)) => {
                serializer.collect_seq(items.iter().map(|value| Typed(item, value)))
            }
            (Type::Tuple(types), Value::Tuple(items)) if types.len() == items.len() => {
                let mut tuple = serializer.serialize_tuple(items.len())?;
                types.iter().zip(items).try_for_each(|(ty, value)| tuple.serialize_element(&Typed(ty, value)))?;
                tuple.end()
            }
            (Type::Option(_), Value::Option(None)) => serializer.serialize_none(),
            (Type::Option(ty), Value::Option(Some(value))) => serializer.serialize_some(&Typed(ty, value)),
            (Type::Result(ty, _), Value::Result(Ok(value))) => {
                serializer.serialize_newtype_variant("Result", 0, "Ok", &Typed(ty, value))
            }
            (Type::Result(_, ty), Value::Result(Err(value))) => {
                serializer.serialize_newtype_variant("Result", 1, "Err", &Typed(ty, value))
            }
            (ty, value) => Err(S::Error::custom(format_args!("expected {ty}, found {}", value.kind()))),
        }
    }
}

/// A type that guides deserialization.
#[derive(Clone, Copy)]
struct Seed<'t>(&'t Type);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.0 {
            Type::Unit => deserializer.deserialize_unit(self),
            Type::Bool => deserializer.deserialize_bool(self),
            Type::Char => deserializer.deserialize_char(self),
            Type::Int(Int::I128) => deserializer.deserialize_i128(self),
            Type::Int(Int::U128) => deserializer.deserialize_u128(self),
            Type::Int(_) => deserializer.deserialize_any(self),
            Type::Float(_) => deserializer.deserialize_f64(self),
            Type::Str | Type::String => deserializer.deserialize_string(self),
            Type::Slice(_) | Type::Vec(_) | Type::Array(..) => deserializer.deserialize_seq(self),
            Type::Tuple(items) => deserializer.deserialize_tuple(items.len(), self),
            Type::Option(_) => deserializer.deserialize_option(self),
            Type::Result(..) => deserializer.deserialize_enum("Result", &["Ok", "Err"], self),
        }
    }
}

impl Seed<'_> {
    fn int<E: de::Error>(self, unexpected: de::Unexpected<'_>, int: Option<Value>) -> Result<Value, E> {
        int.ok_or_else(|| E::invalid_value(unexpected, &self))
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Type::Unit => f.write_str("null"),
            Type::Char => f.write_str("a text of one character"),
            Type::Str | Type::String => f.write_str("text"),
            Type::Array(item, len) => write!(f, "a list of {len} {item}"),
            Type::Slice(item) | Type::Vec(item) => write!(f, "a list of {item}"),
            Type::Result(..) => f.write_str(r#"{"Ok": …} or {"Err": …}"#),
            ty => write!(f, "{ty}"),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        match self.0 {
            Type::Unit => Ok(Value::Unit),
            Type::Option(_) => Ok(Value::Option(None)),
            _ => Err(E::invalid_type(de::Unexpected::Unit, &self)),
        }
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.0 {
            Type::Option(ty) => Ok(Value::Option(Some(Box::new(Seed(ty).deserialize(deserializer)?)))),
            _ => Err(de::Error::invalid_type(de::Unexpected::Option, &self)),
        }
    }

    fn visit_bool<E: de::Error>(self, bool: bool) -> Result<Value, E> {
        match self.0 {
            Type::Bool => Ok(Value::Bool(bool)),
            _ => Err(E::invalid_type(de::Unexpected::Bool(bool), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, int: i64) -> Result<Value, E> {
        match self.0 {
            Type::Float(_) => Ok(Value::Float(int as f64)),
            Type::Int(ty) => self.int(de::Unexpected::Signed(int), ty.holds(int.into()).then(|| int.into())),
            _ => Err(E::invalid_type(de::Unexpected::Signed(int), &self)),
        }
    }

    fn visit_u64<E: de::Error>(self, int: u64) -> Result<Value, E> {
        match self.0 {
            Type::Float(_) => Ok(Value::Float(int as f64)),
            Type::Int(ty) => self.int(de::Unexpected::Unsigned(int), ty.holds(int.into()).then(|| int.into())),
            _ => Err(E::invalid_type(de::Unexpected::Unsigned(int), &self)),
        }
    }

    fn visit_i128<E: de::Error>(self, int: i128) -> Result<Value, E> {
        match self.0 {
            Type::Int(ty) if ty.holds(int) => Ok(Value::Int(int)),
            _ => Err(E::invalid_value(de::Unexpected::Other(&format!("integer `{int}`")), &self)),
        }
    }

    fn visit_u128<E: de::Error>(self, int: u128) -> Result<Value, E> {
        match self.0 {
            Type::Int(Int::U128) => Ok(Value::from(int)),
            _ => Err(E::invalid_value(de::Unexpected::Other(&format!("integer `{int}`")), &self)),
        }
    }

    fn visit_f64<E: de::Error>(self, float: f64) -> Result<Value, E> {
        match self.0 {
            Type::Float(Float::F32) if float.is_finite() && !(float as f32).is_finite() => {
                Err(E::invalid_value(de::Unexpected::Float(float), &self))
            }
            Type::Float(_) => Ok(Value::Float(float)),
            _ => Err(E::invalid_type(de::Unexpected::Float(float), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        let mut chars = text.chars();
        match (self.0, chars.next(), chars.next()) {
            (Type::Str | Type::String, ..) => Ok(Value::from(text)),
            (Type::Char, Some(only), None) => Ok(Value::Char(only)),
            (Type::Char, ..) => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
            _ => Err(E::invalid_type(de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        match self.0 {
            Type::Tuple(types) => {
                let mut tuple = Vec::with_capacity(types.len());
                for (index, ty) in types.iter().enumerate() {
                    let item = items.next_element_seed(Seed(ty))?;
                    tuple.push(item.ok_or_else(|| de::Error::invalid_length(index, &self))?);
                }
                Ok(Value::Tuple(tuple))
            }
            Type::Slice(ty) | Type::Vec(ty) | Type::Array(ty, _) => {
                let list = read_list(ty, &mut items)?;
                match self.0 {
                    Type::Array(_, len) if *len != list_len(&list) => {
                        Err(de::Error::invalid_length(list_len(&list), &self))
                    }
                    _ => Ok(list),
                }
            }
            _ => Err(de::Error::invalid_type(de::Unexpected::Seq, &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(de::Error::invalid_type(de::Unexpected::Map, &self))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let Type::Result(ok, err) = self.0 else { return Err(de::Error::invalid_type(de::Unexpected::Enum, &self)) };
        let (variant, content) = data.variant::<Variant>()?;
        Ok(Value::Result(match variant {
            Variant::Ok => Ok(Box::new(content.newtype_variant_seed(Seed(ok))?)),
            Variant::Err => Err(Box::new(content.newtype_variant_seed(Seed(err))?)),
        }))
    }
}

#[derive(serde::Deserialize)]
enum Variant {
    Ok,
    Err,
}

fn read_list<'de, A: SeqAccess<'de>>(ty: &Type, items: &mut A) -> Result<Value, A::Error> {
    if *ty == Type::Int(Int::U8) {
        let mut bytes = Vec::new();
        while let Some(byte) = items.next_element_seed(Seed(ty))? {
            bytes.push(u8::try_from(byte).map_err(de::Error::custom)?);
        }
        return Ok(Value::Bytes(bytes));
    }
    let mut list = Vec::new();
    while let Some(item) = items.next_element_seed(Seed(ty))? {
        list.push(item);
    }
    Ok(Value::List(list))
}

fn list_len(list: &Value) -> usize {
    match list {
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) => items.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vec(item: Type) -> Type {
        Type::Vec(Box::new(item))
    }

    #[track_caller]
    fn check(ty: Type, json: &str) {
        let value = from_json(&ty, json).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(to_json(&ty, &value).expect("of its own type"), json);
    }

    #[track_caller]
    fn refuse(ty: Type, json: &str, message: &str) {
        assert_eq!(from_json(&ty, json).expect_err("not of that type").to_string(), message);
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
        refuse(
            Type::Char,
            "\"ab\"",
            "invalid value: string \"ab\", expected a text of one character at line 1 column 4",
        );
        let pair = Type::Array(Box::new(Type::Bool), 2);
        refuse(pair, "[true]", "invalid length 1, expected a list of 2 bool at line 1 column 6");
        refuse(vec(Type::Bool), "[true, 1]", "invalid type: integer `1`, expected bool at line 1 column 8");
        refuse(Type::Bool, "true false", "trailing characters at line 1 column 6");
    }
}
