//! [`HttpServices`]: what a plugin serves over HTTP, and the checks of its routes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::Findings;
use crate::code::BAD_ROUTE;

/// What a plugin serves over HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HttpServices {
    /// The server that the routes are written for.
    pub driver: Driver,
    /// The routes.
    pub routes: Vec<Route>,
}

/// A kind of HTTP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[non_exhaustive]
#[allow(missing_docs, reason = "it is called what it is")]
pub enum Driver {
    Axum,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    /// The path, such as `/users/:id`.
    pub route: String,
    /// The method.
    pub method: Method,
    /// The plugin's function that answers.
    pub label: String,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(inline)]
#[allow(missing_docs, reason = "they are called what they are")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

/// Reads the routes. None where something about them was found wrong.
pub(super) fn read(manifest: &Value, findings: &mut Findings<'_>) -> Option<Option<HttpServices>> {
    let Some(services) = manifest.get("http_services") else { return Some(None) };
    let mut seen = BTreeMap::new();
    for (index, route) in services.get("routes").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let at = |field: &str| format!("/http_services/routes/{index}/{field}");
        let text = |field: &str| route.get(field).and_then(Value::as_str);
        if let Some(fault) = text("label").and_then(label_fault) {
            findings.error(&at("label"), BAD_ROUTE, fault);
        }
        let Some(path) = text("route") else { continue };
        match shape(path) {
            Err(fault) => {
                findings.error(&at("route"), BAD_ROUTE, fault);
            }
            Ok(shape) => {
                let twin = text("method").and_then(|method| seen.insert((method, shape), path));
                if let Some(twin) = twin {
                    let message = format!("`{path}` answers the same requests as `{twin}` before it");
                    findings.error(&at("route"), BAD_ROUTE, message);
                }
            }
        }
    }
    // The schema names what is missing or of the wrong type.
    serde_json::from_value(services.clone()).ok().map(Some)
}

/// Returns the path with every parameter under one name: two routes of one shape answer the same requests.
fn shape(path: &str) -> Result<String, String> {
    let Some(rest) = path.strip_prefix('/') else {
        return Err(format!("`{}` does not begin with `/`", path.escape_debug()));
    };
    let mut parameters: Vec<&str> = Vec::new();
    let mut shape = String::new();
    for segment in rest.split('/') {
        shape.push('/');
        let Some(parameter) = segment.strip_prefix(':') else {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            if !segment.bytes().all(allowed) {
                return Err(format!(
                    "`{}` can only hold letters, digits, `-`, `.`, `_` and `~`, or be a parameter such as `:id`",
                    segment.escape_debug()
                ));
            }
            if (segment.is_empty() && !rest.is_empty()) || matches!(segment, "." | "..") {
                return Err(format!("`{path}` has a part that is empty, `.` or `..`"));
            }
            shape.push_str(segment);
            continue;
        };
        if !is_identifier(parameter) {
            return Err(format!("`:{}` is no name for a parameter", parameter.escape_debug()));
        }
        if parameters.contains(&parameter) {
            return Err(format!("the parameter `:{parameter}` is there twice"));
        }
        parameters.push(parameter);
        shape.push(':');
    }
    Ok(shape)
}

fn label_fault(label: &str) -> Option<String> {
    let is_path = !label.is_empty() && label.split("::").all(is_identifier);
    (!is_path).then(|| format!("`{}` is not the path of a function, such as `users::show`", label.escape_debug()))
}

fn is_identifier(text: &str) -> bool {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
