//! [`Settings`]: the config of one plugin as it applies, the manifest's values with the host's on top.

use plugwright::Value;
use serde_json::{Map, Value as Json};

use crate::Config;

/// The config of one plugin as it applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    values: Map<String, Json>,
}

impl Settings {
    /// Lays the host's values over the manifest's.
    pub(crate) fn new(config: &Config, host: &Map<String, Json>) -> Self {
        Self { values: config.with(host) }
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
    use crate::manifest::parse_settings;

    #[track_caller]
    fn check(host: &str, expect: Expect) {
        let schema = json!({
            "type": "object",
            "properties": { "retries": { "type": "integer", "minimum": 0 }, "url": { "type": "string" } },
            "additionalProperties": false
        });
        let values = json!({ "retries": 3 }).as_object().unwrap().clone();
        let config = Config { schema: Some(schema), values };
        let shown = match parse_settings(&config, "sync.json", host) {
            Ok(host) => format!("{:?}", Settings::new(&config, &host).get("")),
            Err(faults) => faults.iter().map(|fault| format!("{fault}\n")).collect(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn the_host_has_the_last_word_within_the_schema() {
        check("{}", expect![[r#"Some(Record([("retries", Int(3))]))"#]]);
        check(
            r#"{ "retries": 5, "url": "x" }"#,
            expect![[r#"Some(Record([("retries", Int(5)), ("url", Text("x"))]))"#]],
        );
    }

    #[test]
    fn every_fault_has_its_place() {
        check(
            "{\n  \"retries\": -1,\n  \"urls\": 7\n}",
            expect![[r#"
            error[J012] sync.json:2:14: the plugin's own schema refuses this: -1 is less than the minimum of 0
            error[J012] sync.json:3:3: the plugin has no setting `urls`
        "#]],
        );
        check(
            r#"{ "url": 1, "url": "x" }"#,
            expect![[r#"
            error[J002] sync.json:1:13: the field `url` is there twice
        "#]],
        );
        check(
            "[3]",
            expect![[r#"
            error[J004] sync.json:1:1: settings are a JSON object
        "#]],
        );
        check(
            "{ \"retries\": 1",
            expect![[r#"
            error[J001] sync.json:1:14: EOF while parsing an object
        "#]],
        );
    }
}
