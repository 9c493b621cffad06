//! A TOML document held against a JSON schema: unknown keys, missing keys and values of the wrong type, all at once, each
//! with its place. Knows the part of JSON Schema that `schemars` makes of plain structs, enums, lists and maps.

use std::ops::Range;

use plugwright_analyzer::{Code, Diagnostic, Span};
use plugwright_interface::nearest;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::code;
use super::unkept::{self, Unkept};

/// The document that is checked, and the schema's definitions.
pub(super) struct Shape<'s> {
    pub(super) file: &'s str,
    pub(super) text: &'s str,
    pub(super) definitions: &'s Value,
    pub(super) found: Vec<Diagnostic>,
}

impl<'s> Shape<'s> {
    pub(super) fn report(&mut self, code: Code, at: Range<usize>, message: String) -> &mut Diagnostic {
        let span = Span::of_bytes(self.file, self.text, at);
        self.found.push(Diagnostic::error(code, message).at(span));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Checks a table, which is called `name`.
    pub(super) fn table(&mut self, table: &DeTable<'_>, at: Range<usize>, schema: &'s Value, name: &str) {
        let schema = self.resolved(schema);
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, value) in table {
            let word: &str = key.get_ref();
            let path = if name.is_empty() { word.to_string() } else { format!("{name}.{word}") };
            let known = properties.and_then(|properties| properties.get(word));
            match known.or_else(|| schema.get("additionalProperties").filter(|more| more.is_object())) {
                Some(schema) => self.value(value, schema, &path),
                None => {
                    let names = properties.into_iter().flat_map(|properties| properties.keys()).map(String::as_str);
                    let near = || nearest(word, names).map(|near| format!("did you mean `{near}`?"));
                    let help = unkept::key(&path).map(str::to_string).or_else(near);
                    self.report(code::UNKNOWN_KEY, key.span(), format!("there is no key `{path}`")).help = help;
                }
            }
        }
        for missing in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            if !table.contains_key(missing) {
                let whole = if name.is_empty() { "the file".to_string() } else { format!("`{name}`") };
                self.report(code::MISSING, at.clone(), format!("{whole} has no `{missing}`"));
            }
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Value, name: &str) {
        let schema = self.resolved(schema);
        let choices = choices(schema);
        if let Some(Unkept { message, help }) = unkept::value(name, value.get_ref()) {
            self.report(code::BAD_VALUE, value.span(), message).help = Some(help.to_string());
            return;
        }
        match value.get_ref() {
            DeValue::Table(table) if has_type(schema, "object") => self.table(table, value.span(), schema, name),
            DeValue::Array(list) if has_type(schema, "array") => {
                let Some(items) = schema.get("items") else { return };
                for (index, item) in list.iter().enumerate() {
                    self.value(item, items, &format!("{name}[{index}]"));
                }
            }
            DeValue::String(text) if !choices.is_empty() => {
                let text: &str = text;
                if !choices.contains(&text) {
                    let message = format!("`{name}` cannot be {text:?}; it is one of {}", choices.join(", "));
                    let help = nearest(text, choices.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                    self.report(code::BAD_VALUE, value.span(), message).help = help;
                }
            }
            DeValue::String(_) if has_type(schema, "string") && !is_date(schema) => {}
            DeValue::Datetime(_) if is_date(schema) => {}
            DeValue::Boolean(_) if has_type(schema, "boolean") => {}
            DeValue::Integer(number) if has_type(schema, "integer") => {
                let number = number.as_str().parse::<i64>().ok().filter(|_| number.radix() == 10);
                let bound = |key| schema.get(key).and_then(Value::as_i64);
                let small = number.zip(bound("minimum")).is_some_and(|(number, least)| number < least);
                let large = number.zip(bound("maximum")).is_some_and(|(number, most)| number > most);
                if number.is_none() || small || large {
                    self.report(code::BAD_VALUE, value.span(), format!("`{name}` cannot be that number"));
                }
            }
            other => {
                let message = format!("`{name}` must be {}, not {}", wanted(schema), other.type_str());
                self.report(code::WRONG_TYPE, value.span(), message);
            }
        }
    }

    /// Follows references, and takes the one alternative to `null`.
    fn resolved(&self, mut schema: &'s Value) -> &'s Value {
        loop {
            let reference = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            let alternatives = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
            let other = alternatives.into_iter().find(|one| one.get("type") != Some(&Value::from("null")));
            match reference.and_then(|name| self.definitions.get(name)).or(other) {
                Some(next) => schema = next,
                None => return schema,
            }
        }
    }
}

/// The texts that an enum allows.
fn choices(schema: &Value) -> Vec<&str> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let single = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let single = single.flat_map(|one| {
        let listed = one.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        one.get("const").and_then(Value::as_str).into_iter().chain(listed)
    });
    listed.chain(single).collect()
}

fn has_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

fn is_date(schema: &Value) -> bool {
    schema.get("format").and_then(Value::as_str) == Some("date")
}

fn wanted(schema: &Value) -> String {
    let kinds =
        [("object", "a table"), ("array", "a list"), ("boolean", "true or false"), ("integer", "a whole number")];
    match kinds.iter().find(|(kind, _)| has_type(schema, kind)) {
        _ if is_date(schema) => "a date, such as 2027-01-01".to_string(),
        Some((_, words)) => (*words).to_string(),
        None => match choices(schema) {
            none if none.is_empty() => "a text".to_string(),
            texts => format!("one of {}", texts.join(", ")),
        },
    }
}
