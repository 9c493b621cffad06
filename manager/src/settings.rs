//! [`Settings`]: the config of one plugin as it applies, the manifest's values with the host's on top.

use plugwright::Value;
use serde_json::{Map, Value as Json};

use crate::Config;

/// A setting that the plugin's own schema refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// Where, as a JSON pointer: `/retries`; empty for the whole.
    pub pointer: String,
    /// What is wrong.
    pub fault: String,
}

impl std::fmt::Display for BadSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.pointer.strip_prefix('/') {
            Some(name) => write!(f, "`{}`: {}", name.replace('/', "."), self.fault),
            None => f.write_str(&self.fault),
        }
    }
}

/// The config of one plugin as it applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    values: Map<String, Json>,
}

impl Settings {
    /// Lays the host's values over the manifest's and holds the whole against the manifest's schema.
    pub(crate) fn new(config: &Config, host: &Map<String, Json>) -> Result<Self, Vec<BadSetting>> {
        let mut values = config.values.clone();
        values.extend(host.iter().map(|(name, value)| (name.clone(), value.clone())));
        let faults = match &config.schema {
            Some(schema) if !host.is_empty() => check(schema, &Json::Object(values.clone())),
            // The manifest's own values were checked when it was read.
            _ => Vec::new(),
        };
        if faults.is_empty() { Ok(Self { values }) } else { Err(faults) }
    }

    /// Returns a setting, or with an empty name the whole.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        match name {
            "" if self.values.is_empty() => None,
            "" => Some(Value::Record(self.values.iter().map(|(name, json)| (name.clone(), value(json))).collect())),
            name => self.values.get(name).map(value),
        }
    }

    pub(crate) fn to_json(&self) -> &Map<String, Json> {
        &self.values
    }
}

fn check(schema: &Json, values: &Json) -> Vec<BadSetting> {
    let Ok(validator) = jsonschema::options().should_validate_formats(true).build(schema) else {
        return vec![BadSetting { pointer: String::new(), fault: "the schema is no JSON schema".to_owned() }];
    };
    let fault = |error: jsonschema::ValidationError<'_>| BadSetting {
        pointer: error.instance_path().to_string(),
        fault: error.to_string(),
    };
    validator.iter_errors(values).map(fault).collect()
}

/// What a plugin sees of a JSON value.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Option(None),
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(int), ..) => Value::from(int),
            (_, Some(int), _) => Value::from(int),
            (.., Some(float)) => Value::Float(float),
            _ => Value::Text(number.to_string()),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(fields) => Value::Record(fields.iter().map(|(name, json)| (name.clone(), value(json))).collect()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::Settings;
    use crate::Config;

    #[track_caller]
    fn check(host: serde_json::Value, expect: Expect) {
        let schema = json!({
            "type": "object",
            "properties": { "retries": { "type": "integer", "minimum": 0 }, "url": { "type": "string" } },
            "additionalProperties": false
        });
        let values = json!({ "retries": 3 }).as_object().unwrap().clone();
        let config = Config { schema: Some(schema), values };
        let shown = match Settings::new(&config, host.as_object().unwrap()) {
            Ok(settings) => format!("{:?}", settings.get("")),
            Err(faults) => faults.iter().map(|fault| format!("{fault}\n")).collect(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn the_host_has_the_last_word_within_the_schema() {
        check(json!({}), expect![[r#"Some(Record([("retries", Int(3))]))"#]]);
        check(
            json!({ "retries": 5, "url": "x" }),
            expect![[r#"Some(Record([("retries", Int(5)), ("url", Text("x"))]))"#]],
        );
        check(
            json!({ "retries": -1, "urls": 7 }),
            expect![[r#"
            `retries`: -1 is less than the minimum of 0
            Additional properties are not allowed ('urls' was unexpected)
        "#]],
        );
    }
}
