//! The checks of single fields that a schema cannot explain well. Each returns the field's value, or None where it is
//! missing, of a wrong type (the schema says so) or wrong (said here).

use std::collections::{BTreeMap, BTreeSet};

use plugwright::Capability;
use semver::{Version, VersionReq};
use serde_json::Value;

use super::findings::Findings;
use crate::Name;
use crate::code::{BAD_DEPENDENCY, BAD_NAME, BAD_VALUE, BAD_VERSION};

pub(super) fn name(manifest: &Value, findings: &mut Findings<'_>) -> Option<Name> {
    let text = manifest.get("name")?.as_str()?;
    let name = text.parse::<Name>().inspect_err(|error| {
        findings.error("/name", BAD_NAME, error.to_string());
    });
    name.ok()
}

pub(super) fn version(manifest: &Value, findings: &mut Findings<'_>) -> Option<Version> {
    let text = manifest.get("version")?.as_str()?;
    let version = Version::parse(text).inspect_err(|error| {
        findings
            .error("/version", BAD_VERSION, format!("`{}` is no version: {error}", text.escape_debug()))
            .help("write three numbers, such as `1.2.0` or `1.2.0-beta.1`");
    });
    version.ok()
}

pub(super) fn description(manifest: &Value, findings: &mut Findings<'_>) -> Option<String> {
    let Some(text) = manifest.get("description") else { return Some(String::new()) };
    let text = text.as_str()?;
    if text.contains(char::is_control) {
        findings.error("/description", BAD_VALUE, "a description is one line of plain text");
        return None;
    }
    Some(text.to_owned())
}

pub(super) fn maintainers(manifest: &Value) -> Option<Vec<String>> {
    texts(manifest.get("maintainers")).map(|texts| texts.into_iter().map(ToOwned::to_owned).collect())
}

pub(super) fn home(manifest: &Value, findings: &mut Findings<'_>) -> Option<Option<String>> {
    let Some(home) = manifest.get("home") else { return Some(None) };
    let text = home.as_str()?;
    if !text.starts_with("https://") && !text.starts_with("http://") {
        let message = format!("`{}` is no address of a page: it begins with `https://`", text.escape_debug());
        findings.error("/home", BAD_VALUE, message);
        return None;
    }
    Some(Some(text.to_owned()))
}

pub(super) fn grants(manifest: &Value) -> Option<BTreeSet<Capability>> {
    texts(manifest.get("grants"))?.into_iter().map(|name| name.parse().ok()).collect()
}

pub(super) fn depends(manifest: &Value, findings: &mut Findings<'_>) -> Option<BTreeMap<Name, VersionReq>> {
    let Some(depends) = manifest.get("depends") else { return Some(BTreeMap::new()) };
    let own = manifest.get("name").and_then(Value::as_str);
    let depends = depends.as_object()?.iter().map(|(name, range)| {
        let at = format!("/depends/{}", name.replace('~', "~0").replace('/', "~1"));
        let parsed = name.parse::<Name>().inspect_err(|error| {
            findings.error_name(&at, BAD_DEPENDENCY, error.to_string());
        });
        if own == Some(name) {
            findings.error_name(&at, BAD_DEPENDENCY, "a plugin cannot depend on itself");
        }
        let range = range.as_str()?;
        let range = VersionReq::parse(range).inspect_err(|error| {
            findings
                .error(&at, BAD_VERSION, format!("`{}` is no range of versions: {error}", range.escape_debug()))
                .help("write one as in Cargo.toml, such as `1.2`, `>=1, <3` or `=1.2.3`");
        });
        Some((parsed.ok()?, range.ok()?))
    });
    // All are looked at before the first bad one ends it.
    depends.collect::<Vec<_>>().into_iter().collect()
}

pub(super) fn abi(manifest: &Value) -> Option<Option<u32>> {
    match manifest.get("abi") {
        None => Some(None),
        Some(abi) => abi.as_u64().and_then(|abi| u32::try_from(abi).ok()).map(Some),
    }
}

/// The texts of an array, which may be missing.
fn texts(array: Option<&Value>) -> Option<Vec<&str>> {
    match array {
        None => Some(Vec::new()),
        Some(array) => array.as_array()?.iter().map(Value::as_str).collect(),
    }
}
