//! What cargo prints while it builds → what it made, and what the compiler said of the plugin.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Built, Rlib};
use crate::message::Message;

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Line {
    CompilerMessage(CompilerMessage),
    CompilerArtifact(CompilerArtifact),
    BuildScriptExecuted(BuildScript),
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct CompilerMessage {
    manifest_path: PathBuf,
    message: Message,
}

#[derive(Deserialize)]
struct CompilerArtifact {
    package_id: String,
    manifest_path: PathBuf,
    target: Target,
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) kind: Vec<String>,
}

#[derive(Deserialize)]
struct BuildScript {
    linked_paths: Vec<String>,
}

/// Reads cargo's messages. What the compiler says of dependencies is not the author's to mend.
pub(super) fn read(stdout: &[u8], plugin: &Path, linked: &BTreeSet<String>, last: &Path) -> Built {
    let mut built = Built::default();
    let mut folders = BTreeMap::new();
    let own = |manifest: &Path| manifest.parent() == Some(plugin);
    let sdk = plugin.parent().map(|workspace| workspace.join(crate::sdk::FOLDER));
    for line in stdout.split(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(Line::CompilerMessage(said)) if own(&said.manifest_path) => built.messages.push(said.message),
            Ok(Line::CompilerArtifact(made)) => {
                let Some(rlib) = rlib(&made) else { continue };
                if let Some(folder) = rlib.parent() {
                    folders.insert(folder.to_owned(), ());
                }
                if own(&made.manifest_path) {
                    built.plugin = Some(rlib);
                } else if sdk.as_deref() == made.manifest_path.parent() {
                    built.sdk = Some(rlib);
                } else if linked.contains(&made.package_id) && rlib.starts_with(last) {
                    built.dependencies.push(Rlib { id: made.package_id, name: made.target.name, path: rlib });
                }
            }
            Ok(Line::BuildScriptExecuted(script)) => {
                built.search.extend(script.linked_paths.into_iter().map(OsString::from))
            }
            _ => {}
        }
    }
    // Cargo links the last package to the folder above that of its dependencies.
    for folder in folders.into_keys().chain([last.to_owned()]) {
        let mut search = OsString::from("dependency=");
        search.push(folder);
        built.search.push(search);
    }
    built
}

/// The library that a package gives to those that depend on it. Procedural macros run in the compiler and are not
/// linked.
fn rlib(made: &CompilerArtifact) -> Option<PathBuf> {
    let linked = made.target.kind.iter().any(|kind| kind == "lib" || kind == "rlib");
    let rlib = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "rlib");
    made.filenames.iter().find(rlib).filter(|_| linked).cloned()
}
