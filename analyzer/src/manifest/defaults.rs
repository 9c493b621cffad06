//! [`Defaults`]: what `package.metadata.plugwright.defaults` says of one function. Whether it fits the function is found
//! out when that is known.

use serde_json::{Number, Value as Json};
use toml::Spanned;
use toml::de::{DeInteger, DeString, DeTable, DeValue};

use super::Located;
use super::table::{Document, Value};

/// The defaults of one function's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// Path of the function.
    pub function: Located<String>,
    /// The parameters' names, each with its value, in the JSON form of values.
    pub params: Vec<(Located<String>, Located<Json>)>,
}

/// Reads the table `defaults` of the table `own`. What is no value in JSON is reported.
pub(super) fn read<'m>(document: &mut Document<'m>, own: &DeTable<'m>) -> Vec<Defaults> {
    let Some(table) = document.table(own, "defaults") else { return Vec::new() };
    let mut found = Vec::new();
    for function in table.keys() {
        let Some(given) = document.table(table, function.get_ref()) else { continue };
        let function = Located { value: function.get_ref().to_string(), span: document.span(function) };
        let mut params = Vec::new();
        for (param, value) in given {
            let param = Located { value: param.get_ref().to_string(), span: document.span(param) };
            if let Some(json) = read_json(document, &param.value, value) {
                params.push((param, Located { value: json, span: document.span(value) }));
            }
        }
        found.push(Defaults { function, params });
    }
    found
}

/// Reads the value of a key.
fn read_json(document: &mut Document<'_>, key: &str, value: &Value<'_>) -> Option<Json> {
    let (read, expected) = match value.get_ref() {
        DeValue::String(text) => return Some(Json::String(text.to_string())),
        DeValue::Boolean(bool) => return Some(Json::Bool(*bool)),
        DeValue::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| read_json(document, key, item)).collect();
            return items.into_iter().collect::<Option<_>>().map(Json::Array);
        }
        DeValue::Table(fields) => {
            let field = |(name, value): (&Spanned<DeString<'_>>, _)| {
                let name = name.get_ref().to_string();
                read_json(document, &name, value).map(|json| (name, json))
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            return fields.into_iter().collect::<Option<_>>().map(Json::Object);
        }
        DeValue::Integer(int) => (number(int), "an integer of at most 64 bits"),
        DeValue::Float(float) => (float.as_str().parse().ok().and_then(Number::from_f64), "a finite number"),
        DeValue::Datetime(_) => (None, "a value that JSON has too"),
    };
    if read.is_none() {
        document.wrong(value, key, expected);
    }
    read.map(Json::Number)
}

fn number(int: &DeInteger<'_>) -> Option<Number> {
    let signed = i64::from_str_radix(int.as_str(), int.radix()).map(Number::from);
    signed.or_else(|_| u64::from_str_radix(int.as_str(), int.radix()).map(Number::from)).ok()
}
