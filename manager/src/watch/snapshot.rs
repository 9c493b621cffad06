//! [`take`]: the content of each plugin's folder, as one digest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::{MANIFEST_FILE, Name, load_manifest};

/// Folders that builds leave behind, and that are no part of a plugin.
const SKIPPED: [&str; 2] = ["target", ".git"];

/// Reads every folder below `base` that has a `plugin.json` which can be read. One whose manifest is not whole is not
/// there yet.
pub(super) fn take(base: &Path) -> BTreeMap<Name, [u8; 32]> {
    let entries = base.read_dir().into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().to_str()?.parse::<Name>().ok()?;
            load_manifest(&entry.path()).ok()?;
            Some((name, digest(&entry.path())))
        })
        .collect()
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
