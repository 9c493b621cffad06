//! Values whose types nobody names, such as those of a context: JSON becomes the value that looks like it, and back.

use plugwright::Value;
use serde_json::{Map, Number, Value as Json};

/// The value that looks like the JSON.
pub(crate) fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Option(None),
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => Value::Int(int.into()),
            (None, Some(int)) => Value::Int(int.into()),
            (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(from_json).collect()),
        Json::Object(fields) => {
            Value::Record(fields.iter().map(|(name, json)| (name.clone(), from_json(json))).collect())
        }
    }
}

/// The JSON that looks like the value.
pub(crate) fn to_json(value: &Value) -> Json {
    match value {
        Value::Unit | Value::Option(None) => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(int) => Number::from_i128(*int).map_or_else(|| Json::String(int.to_string()), Json::Number),
        Value::Huge(int) => Json::String(int.to_string()),
        Value::Float(float) => Number::from_f64(*float).map_or(Json::Null, Json::Number),
        Value::Char(character) => Json::String(character.to_string()),
        Value::Text(text) => Json::String(text.clone()),
        Value::Bytes(bytes) => bytes.iter().copied().map(Json::from).collect(),
        Value::List(items) | Value::Tuple(items) => items.iter().map(to_json).collect(),
        Value::Option(Some(value)) => to_json(value),
        Value::Result(Ok(value)) => Json::Object(Map::from_iter([("Ok".to_owned(), to_json(value))])),
        Value::Result(Err(value)) => Json::Object(Map::from_iter([("Err".to_owned(), to_json(value))])),
        Value::Record(fields) => fields.iter().map(|(name, value)| (name.clone(), to_json(value))).collect(),
        Value::Variant(name, held) => match **held {
            Value::Unit => Json::String(name.clone()),
            _ => Json::Object(Map::from_iter([(name.clone(), to_json(held))])),
        },
        Value::Map(pairs) => pairs.iter().map(|(key, value)| Json::from(vec![to_json(key), to_json(value)])).collect(),
        Value::Duration(time) => time.as_secs_f64().into(),
        other => Json::String(format!("{other:?}")),
    }
}
