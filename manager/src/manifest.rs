//! [`Manifest`]: what `plugin.json` says of a plugin, once it is known to make sense. How it is read is in
//! `manifest/parse.rs`, what is checked in the files beside that.

mod calls;
mod check;
mod config;
mod document;
mod file;
mod findings;
mod parse;
mod path;
mod route;
mod schema;
mod source;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use plugwright::Capability;
use schemars::JsonSchema;
use semver::{Version, VersionReq};
use serde::Serialize;

use crate::Name;

pub use calls::CallState;
pub use config::Config;
pub(crate) use config::parse_settings;
pub(crate) use file::parse_bytes;
pub use file::{MANIFEST_FILE, load_manifest};
pub use parse::{ParsedManifest, parse_manifest};
pub use route::{Driver, HttpServices, Method, Route};
pub use schema::manifest_schema;
pub use source::Source;

/// What `plugin.json` says of a plugin.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "plugin.json of plugwright")]
pub struct Manifest {
    /// What the plugin is called; its folder has the same name.
    pub name: Name,
    /// Its version, as semver 2 writes it.
    pub version: Version,
    /// One line on what it does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 200))]
    pub description: String,
    /// Mail addresses of those who look after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "schema::mails")]
    pub maintainers: Vec<String>,
    /// Its page on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::page")]
    pub home: Option<String>,
    /// Where its code is.
    pub source: Source,
    /// What it serves over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "HttpServices")]
    pub http_services: Option<HttpServices>,
    /// What it asks to be granted. A host decides what it gets.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(schema_with = "schema::grants")]
    pub grants: BTreeSet<Capability>,
    /// What can be configured.
    #[serde(default, skip_serializing_if = "Config::is_empty")]
    pub config: Config,
    /// The plugins that it needs, and in which versions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub depends: BTreeMap<Name, VersionReq>,
    /// How many of its calls run at once: a number, or `serial` for one; as many as there are where nothing is said.
    /// `on_load`, `on_upgrade`, `health` and `on_unload` take no turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "calls::concurrency_schema")]
    pub concurrency: Option<NonZeroU32>,
    /// What one of its calls leaves to the next.
    #[serde(default, skip_serializing_if = "CallState::is_shared")]
    #[schemars(schema_with = "calls::state_schema")]
    pub state: CallState,
    /// Version of plugwright's ABI that a prebuilt library has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1, max = 65535))]
    pub abi: Option<u32>,
}
