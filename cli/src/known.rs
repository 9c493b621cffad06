//! The plugins that a host has, by name: a policy file that names another has a mistake in it.

use std::fs;
use std::path::{Path, PathBuf};

use plugwright_manager::Store;

use crate::args::Place;

/// Folders beside a plugin that are looked into.
const FOLDERS: usize = 1_000;
/// Bytes of a manifest that are read for a name.
const MANIFEST: u64 = 1 << 20;

/// The packages in the folders beside the plugin's and beside the policy file, and the plugins that are installed.
pub(crate) fn beside(dir: &Path, policy: &Path) -> Vec<String> {
    let folders = [around(dir), around(policy)].into_iter().flatten();
    let base = Place::of_user().base().ok();
    folders.flat_map(|folder| packages(&folder)).chain(base.iter().flat_map(|base| installed(base))).collect()
}

/// The plugins below a base folder, and the packages in the folders beside the policy file.
pub(crate) fn below(base: &Path, policy: &Path) -> Vec<String> {
    let beside = around(policy).into_iter().flat_map(|folder| packages(&folder));
    beside.chain(packages(base)).chain(installed(base)).collect()
}

fn around(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()?.parent().map(Path::to_owned)
}

/// The names of the packages in the folders of a folder. What cannot be read has no name.
fn packages(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(FOLDERS);
    entries.filter_map(|entry| package(&entry.path().join("Cargo.toml"))).collect()
}

fn package(manifest: &Path) -> Option<String> {
    // A manifest that is a pipe would be waited for.
    fs::symlink_metadata(manifest).ok().filter(|facts| facts.is_file() && facts.len() <= MANIFEST)?;
    let table: toml::Table = fs::read_to_string(manifest).ok()?.parse().ok()?;
    Some(table.get("package")?.get("name")?.as_str()?.to_owned())
}

fn installed(base: &Path) -> Vec<String> {
    if !base.join(".store").is_dir() {
        return Vec::new();
    }
    let names = Store::open(base).and_then(|store| store.names());
    names.unwrap_or_default().iter().map(ToString::to_string).collect()
}
