//! What a manifest says of a plugin's calls: how many run at once, and what one of them leaves to the next.

use std::num::NonZeroU32;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::Findings;
use crate::code::BAD_VALUE;

/// The word for one call at a time.
const SERIAL: &str = "serial";

/// What one call of a plugin leaves to the next in its `static`s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallState {
    /// Everything: all calls see the same.
    #[default]
    Shared,
    /// Nothing: each call has a library of its own, as it is when it was just loaded, and `on_load` was not called in it.
    /// The functions of the plugin's life are called in the library that the manager keeps.
    PerCall,
}

impl CallState {
    /// Whether nothing needs to be said.
    pub(super) fn is_shared(&self) -> bool {
        *self == Self::Shared
    }
}

/// Reads how many calls run at once. None where that was found wrong.
pub(super) fn concurrency(manifest: &Value, findings: &mut Findings<'_>) -> Option<Option<NonZeroU32>> {
    let Some(value) = manifest.get("concurrency") else { return Some(None) };
    let most = match value {
        Value::String(word) if word == SERIAL => Some(NonZeroU32::MIN),
        value => value.as_u64().and_then(|most| u32::try_from(most).ok()).and_then(NonZeroU32::new),
    };
    if most.is_none() {
        findings
            .error("/concurrency", BAD_VALUE, format!("{value} is no number of calls that can run at once"))
            .help(format!("write a number from 1 on, or \"{SERIAL}\" for one call after the other"));
    }
    most.map(Some)
}

/// Reads what calls share. None where that was found wrong.
pub(super) fn state(manifest: &Value) -> Option<CallState> {
    match manifest.get("state") {
        Some(state) => serde_json::from_value(state.clone()).ok(),
        None => Some(CallState::default()),
    }
}

pub(super) fn concurrency_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [{ "const": SERIAL }, { "type": "integer", "minimum": 1, "maximum": u32::MAX }] })
}

pub(super) fn state_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["shared", "per-call"] })
}
