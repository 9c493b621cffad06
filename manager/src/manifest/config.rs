//! [`Config`]: what can be configured in a plugin, and the check of its values, and of those that a host sets, against its
//! own schema.

use jsonschema::error::ValidationErrorKind;
use plugwright::Diagnostic;
use plugwright_interface::nearest;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::document::Document;
use super::findings::Findings;
use super::schema;
use crate::code::{BAD_CONFIG, WRONG_TYPE};

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
    /// The values with those of a host on top.
    pub(crate) fn with(&self, host: &Map<String, Value>) -> Map<String, Value> {
        let mut values = self.values.clone();
        values.extend(host.iter().map(|(name, value)| (name.clone(), value.clone())));
        values
    }

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
        check((schema, &Value::Object(values.clone())), "/config/values", findings)?;
    }
    Some(Config { schema, values })
}

/// Reads what a host sets for a plugin, the JSON text of the file `file`, and holds it, over the plugin's own values,
/// against the plugin's schema. Every finding has its place in the text.
pub(crate) fn parse_settings(config: &Config, file: &str, text: &str) -> Result<Map<String, Value>, Vec<Diagnostic>> {
    let document = Document::parse(file, text).map_err(|syntax| vec![*syntax])?;
    let mut findings = Findings::new(&document);
    match document.value().as_object() {
        None => drop(findings.error("", WRONG_TYPE, "settings are a JSON object")),
        Some(host) if !host.is_empty() => {
            if let Some(schema) = &config.schema {
                check((schema, &Value::Object(config.with(host))), "", &mut findings);
            }
        }
        // The plugin's own values were checked with the manifest.
        Some(_) => {}
    }
    match document.value().as_object() {
        Some(host) if !findings.any_error() => Ok(host.clone()),
        _ => Err(findings.into_diagnostics()),
    }
}

/// Holds the schema against the rules of schemas, then the values, which stand at the pointer `at`, against the schema.
fn check((schema, values): (&Value, &Value), at: &str, findings: &mut Findings<'_>) -> Option<()> {
    let validator = match jsonschema::options().should_validate_formats(true).build(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let pointer = format!("/config/schema{}", error.instance_path().as_str());
            findings.error(&pointer, BAD_CONFIG, format!("this is no JSON schema: {}", schema::explain(&error)));
            return None;
        }
    };
    let mut fits = Some(());
    for error in validator.iter_errors(values) {
        fits = None;
        let pointer = format!("{at}{}", error.instance_path().as_str());
        if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
            let known = schema.get("properties").and_then(Value::as_object).filter(|_| pointer == at);
            for name in unexpected {
                let at = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                let message = format!("the plugin has no setting `{}`", name.escape_debug());
                let found = findings.error_name(&at, BAD_CONFIG, message);
                let meant = known.and_then(|known| nearest(name, known.keys().map(String::as_str)));
                meant.into_iter().for_each(|meant| found.help(format!("did you mean `{meant}`?")));
            }
            continue;
        }
        let message = format!("the plugin's own schema refuses this: {}", schema::explain(&error));
        findings.error(&pointer, BAD_CONFIG, message);
    }
    fits
}
