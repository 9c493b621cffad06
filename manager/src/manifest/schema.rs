//! The JSON schema of `plugin.json`: made from [`Manifest`], published as `manager/plugin.schema.json`, and what a manifest
//! is held against first.

use std::sync::LazyLock;

use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use plugwright::Capability;
use plugwright_interface::nearest;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::Manifest;
use super::findings::Findings;
use crate::code::{BAD_VALUE, MISSING_FIELD, WRONG_TYPE};

/// Returns the JSON schema of `plugin.json`, for editors and other tools.
#[must_use]
pub fn manifest_schema() -> Value {
    SCHEMA.clone()
}

pub(super) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft2020_12();
    settings.into_generator().into_root_schema_for::<Manifest>().to_value()
});

/// Making a validator takes longer than using it hundreds of times.
static VALIDATOR: LazyLock<Option<Validator>> =
    LazyLock::new(|| jsonschema::options().should_validate_formats(true).build(&SCHEMA).ok());

/// Adds what the schema says against the manifest, as far as no better explanation is there.
pub(super) fn check(manifest: &Value, findings: &mut Findings<'_>) {
    let Some(validator) = VALIDATOR.as_ref() else { return };
    for error in validator.iter_errors(manifest) {
        let pointer = error.instance_path().as_str();
        if let ValidationErrorKind::Required { property } = error.kind() {
            let field = property.as_str().unwrap_or_default();
            if !findings.knows(&format!("{pointer}/{field}")) {
                findings.error(pointer, MISSING_FIELD, format!("the field `{field}` is missing"));
            }
            continue;
        }
        if findings.knows(pointer) {
            continue;
        }
        let code = match error.kind() {
            ValidationErrorKind::Type { .. } => WRONG_TYPE,
            _ => BAD_VALUE,
        };
        let found = findings.error(pointer, code, explain(&error));
        if let Some(meant) = meant(&error) {
            found.help(format!("did you mean `{meant}`?"));
        }
    }
}

/// Says in our own words what the schema has against a value.
pub(super) fn explain(error: &jsonschema::ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Type { kind: TypeKind::Single(expected) } => {
            format!("this must be {}, not {}", article(expected.as_str()), kind(error.instance()))
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<_> = options.as_array().into_iter().flatten().map(shown).collect();
            format!("{} is none of {}", shown(error.instance()), options.join(", "))
        }
        ValidationErrorKind::Format { format } if format == "email" => {
            format!("{} is no mail address", shown(error.instance()))
        }
        ValidationErrorKind::Format { format } => format!("{} is no {format}", shown(error.instance())),
        ValidationErrorKind::AnyOf { .. } => format!("{} is nothing that can stand here", shown(error.instance())),
        ValidationErrorKind::Referencing(_) => "a schema cannot refer to anything outside of itself".to_owned(),
        ValidationErrorKind::Required { property } => {
            format!("the field `{}` is missing", property.as_str().unwrap_or_default())
        }
        _ => error.to_string(),
    }
}

/// The option that a text was probably meant to be.
fn meant(error: &jsonschema::ValidationError<'_>) -> Option<String> {
    let ValidationErrorKind::Enum { options } = error.kind() else { return None };
    let options = options.as_array()?.iter().filter_map(Value::as_str);
    nearest(error.instance().as_str()?, options).map(ToOwned::to_owned)
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", text.escape_debug()),
        other => other.to_string(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "array" | "object" | "integer" => format!("an {kind}"),
        "null" => kind.to_owned(),
        _ => format!("a {kind}"),
    }
}

pub(super) fn mails(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "format": "email" } })
}

pub(super) fn page(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "uri", "pattern": "^https?://" })
}

pub(super) fn grants(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "items": { "type": "string", "enum": Capability::ALL.map(Capability::name) },
    })
}
