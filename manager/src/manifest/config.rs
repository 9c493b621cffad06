//! [`Config`]: what can be configured in a plugin, and the check of its values against its own schema.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::findings::Findings;
use super::schema;
use crate::code::BAD_CONFIG;

/// What can be configured in a plugin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Config {
    /// JSON schema of the values; every value is allowed where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Map<String, Value>")]
    pub schema: Option<Value>,
    /// The values where a host says nothing else.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
}

impl Config {
    /// Whether nothing can be configured.
    pub(super) fn is_empty(&self) -> bool {
        self.schema.is_none() && self.values.is_empty()
    }
}

/// Reads the configuration. None where something about it was found wrong.
pub(super) fn read(manifest: &Value, findings: &mut Findings<'_>) -> Option<Config> {
    let Some(config) = manifest.get("config") else { return Some(Config::default()) };
    let values = match config.get("values") {
        Some(values) => values.as_object()?.clone(),
        None => Map::new(),
    };
    let schema = config.get("schema").filter(|schema| schema.is_object()).cloned();
    if let Some(schema) = &schema {
        check(schema, &values, findings)?;
    }
    Some(Config { schema, values })
}

/// Holds the schema against the rules of schemas, then the values against the schema.
fn check(schema: &Value, values: &Map<String, Value>, findings: &mut Findings<'_>) -> Option<()> {
    let validator = match jsonschema::options().should_validate_formats(true).build(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let pointer = format!("/config/schema{}", error.instance_path().as_str());
            findings.error(&pointer, BAD_CONFIG, format!("this is no JSON schema: {}", schema::explain(&error)));
            return None;
        }
    };
    let values = Value::Object(values.clone());
    let mut fits = Some(());
    for error in validator.iter_errors(&values) {
        let pointer = format!("/config/values{}", error.instance_path().as_str());
        let message = format!("the plugin's own schema refuses this: {}", schema::explain(&error));
        findings.error(&pointer, BAD_CONFIG, message);
        fits = None;
    }
    fits
}
