//! Values as JSON, in the form that `serde_json` gives the same Rust type by default. Both directions are guided by the
//! [`Type`], because JSON alone does not tell `f32` from `f64` or a tuple from a list.
//!
//! As with `serde`, an option that is missing among the fields of a struct or variant is `None`. What else is missing in a
//! struct whose type is `Default` stays missing in the [`Value`], and is filled in by the plugin when the value goes in.
//!
//! A handle is its name, `{"$handle": "1-7"}`. It names the value in the process that wrote it, for as long as that
//! holds the handle itself; what is read back keeps nothing alive.

mod read;
mod write;

use serde::de::DeserializeSeed;

use crate::{Definition, Fields, Form, Shape, Type, Value, find_definition};
use read::Seed;
use write::Typed;

/// Reads a value of type `ty` from JSON text; `types` are the interface's.
///
/// # Errors
/// Where the text is no JSON, or is of another type, or a number is out of range; the message says what was expected,
/// what came, and at which line and column of `json`.
///
/// ```
/// use plugwright_interface::{Int, Type, Value, from_json};
/// assert_eq!(from_json(&[], &Type::Int(Int::U8), "7").unwrap(), Value::from(7));
/// assert!(from_json(&[], &Type::Int(Int::U8), "300").unwrap_err().to_string().starts_with("invalid value: integer `300`"));
/// ```
pub fn from_json(types: &[Definition], ty: &Type, json: &str) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = Seed { types, ty }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Writes a value of type `ty` as JSON text on one line; `types` are the interface's.
///
/// # Errors
/// Where the value is not of that type.
pub fn to_json(types: &[Definition], ty: &Type, value: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Typed { types, ty, value })
}

/// The only key of a handle's object.
const HANDLE: &str = "$handle";

/// Whether keys of that type are the names of a JSON object, as `serde_json` has it. A map with other keys is a list of
/// pairs.
fn is_name(types: &[Definition], key: &Type) -> bool {
    match key {
        Type::Str | Type::String | Type::Char | Type::Bool | Type::Int(_) | Type::Ordering => true,
        Type::Standard(standard, arguments) => match standard.form(arguments) {
            Form::Text | Form::Path => true,
            Form::Inner(ty) => is_name(types, ty),
            Form::Unit | Form::Record(_) => false,
        },
        Type::Named(path) => match find_definition(types, path).map(|definition| &definition.shape) {
            Some(Shape::Struct(Fields::Tuple(fields))) => matches!(&fields[..], [only] if is_name(types, only)),
            Some(Shape::Enum(variants)) => variants.iter().all(|variant| variant.fields == Fields::Unit),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests;
