//! Fields that mean nothing: found by walking the manifest beside its schema.

use plugwright_interface::nearest;
use serde_json::Value;

use super::findings::Findings;
use super::schema::SCHEMA;
use crate::code::UNKNOWN_FIELD;

/// Warns of every field that the schema does not name.
pub(super) fn check(manifest: &Value, findings: &mut Findings<'_>) {
    walk(&SCHEMA, manifest, "", findings);
}

fn walk(schema: &'static Value, value: &Value, pointer: &str, findings: &mut Findings<'_>) {
    let schema = resolve(schema);
    match value {
        Value::Object(fields) => {
            // An object without named fields may have any.
            let Some(known) = schema.get("properties").and_then(Value::as_object) else { return };
            for (name, value) in fields {
                let at = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                match known.get(name) {
                    Some(schema) => walk(schema, value, &at, findings),
                    // Editors find the schema by it.
                    None if pointer.is_empty() && name == "$schema" => {}
                    None => {
                        let message = format!("the field `{}` means nothing here", name.escape_debug());
                        let found = findings.warn_name(&at, UNKNOWN_FIELD, message);
                        if let Some(meant) = nearest(name, known.keys().map(String::as_str)) {
                            found.help(format!("did you mean `{meant}`?"));
                        }
                    }
                }
            }
        }
        Value::Array(items) => {
            let Some(schema) = schema.get("items") else { return };
            for (index, item) in items.iter().enumerate() {
                walk(schema, item, &format!("{pointer}/{index}"), findings);
            }
        }
        _ => {}
    }
}

/// Follows a reference inside the schema.
fn resolve(schema: &'static Value) -> &'static Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    target.and_then(|pointer| SCHEMA.pointer(pointer)).unwrap_or(schema)
}
