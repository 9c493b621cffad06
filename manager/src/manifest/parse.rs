//! [`parse_manifest`]: the text of `plugin.json` to a [`Manifest`], or everything that is wrong with it.

use plugwright::Diagnostic;
use serde_json::Value;

use super::document::Document;
use super::file::MANIFEST_FILE;
use super::findings::Findings;
use super::{Manifest, calls, check, config, route, schema, source, unknown};
use crate::code::BAD_VALUE;

/// A manifest that can be used, and what is odd about it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedManifest {
    /// The manifest.
    pub manifest: Manifest,
    /// Findings that do not stop it, such as unknown fields.
    pub warnings: Vec<Diagnostic>,
}

/// Reads the text of a `plugin.json`.
///
/// # Errors
/// All findings with their places, warnings included, where at least one of them is an error.
pub fn parse_manifest(text: &str) -> Result<ParsedManifest, Vec<Diagnostic>> {
    let document = Document::parse(MANIFEST_FILE, text).map_err(|syntax| vec![*syntax])?;
    let mut findings = Findings::new(&document);
    let manifest = read(document.value(), &mut findings);
    schema::check(document.value(), &mut findings);
    unknown::check(document.value(), &mut findings);
    match manifest {
        Some(manifest) if !findings.any_error() => {
            Ok(ParsedManifest { manifest, warnings: findings.into_diagnostics() })
        }
        _ => {
            if !findings.any_error() {
                findings.error("", BAD_VALUE, "this is no manifest of a plugin");
            }
            Err(findings.into_diagnostics())
        }
    }
}

/// Reads every field before the first that is wrong ends it, so that all faults are found at once.
fn read(manifest: &Value, findings: &mut Findings<'_>) -> Option<Manifest> {
    let name = check::name(manifest, findings);
    let version = check::version(manifest, findings);
    let description = check::description(manifest, findings);
    let home = check::home(manifest, findings);
    let source = source::read(manifest, findings);
    let http_services = route::read(manifest, findings);
    let config = config::read(manifest, findings);
    let depends = check::depends(manifest, findings);
    let concurrency = calls::concurrency(manifest, findings);
    Some(Manifest {
        name: name?,
        version: version?,
        description: description?,
        maintainers: check::maintainers(manifest)?,
        home: home?,
        source: source?,
        http_services: http_services?,
        grants: check::grants(manifest)?,
        config: config?,
        depends: depends?,
        concurrency: concurrency?,
        state: calls::state(manifest)?,
        abi: check::abi(manifest)?,
    })
}
