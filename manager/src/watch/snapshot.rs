//! [`take`]: the content of each plugin's folder, as one digest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::{Installed, MANIFEST_FILE, Name, Store, load_manifest};

/// Folders that builds leave behind, and that are no part of a plugin.
const SKIPPED: [&str; 2] = ["target", ".git"];

/// Reads every folder below `base` that has a `plugin.json` which can be read, and what is in use in the store. A folder
/// whose manifest is not whole is not there yet.
pub(super) fn take(base: &Path, store: Option<&Store>) -> BTreeMap<Name, [u8; 32]> {
    let entries = base.read_dir().into_iter().flatten().flatten();
    let folders = entries.filter_map(|entry| {
        let name = entry.file_name().to_str()?.parse::<Name>().ok()?;
        load_manifest(&entry.path()).ok()?;
        Some((name, digest(&entry.path())))
    });
    let installed = |store: &Store| -> Vec<_> {
        let names = store.names().unwrap_or_default().into_iter();
        names.filter_map(|name| Some((name.clone(), receipt(&store.current(&name).ok()?)))).collect()
    };
    folders.chain(store.into_iter().flat_map(installed)).collect()
}

/// A digest over what the store says of a version. Its files never change.
fn receipt(installed: &Installed) -> [u8; 32] {
    // Texts and numbers always have a JSON form.
    Sha256::digest(serde_json::to_vec(&installed.receipt).unwrap_or_default()).into()
}

/// A digest over the names and the content of all files.
fn digest(folder: &Path) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        // A file that cannot be read now is read when it can.
        let content = fs::read(&file).unwrap_or_default();
        for part in [name.as_bytes(), &content] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
        match kind {
            kind if kind.is_dir() && !skipped => collect(&entry.path(), files),
            kind if kind.is_file() || entry.file_name() == MANIFEST_FILE => files.push(entry.path()),
            _ => {}
        }
    }
}
