//! [`Store`]: the installed plugins, below the folder `.store` of a base folder.
//!
//! | path | content |
//! |---|---|
//! | `<name>/versions/<version>/` | what a package holds, unpacked; never changed |
//! | `<name>/receipts/<version>.json` | a [`Receipt`], written last: without it a version is not there |
//! | `<name>/current.json` | the [`Pointer`]: which version is in use, replaced in one step |
//! | `<name>/new/` | a version on its way in |
//! | `.locks/<name>` | locked by whoever changes the plugin |
//! | `.busy/<name>` | there while the plugin is changed, and until it is in order after a change that was cut off |
//! | `.gone/<name>/` | a plugin on its way out |
//!
//! Beside `.store`, `plugwright.lock` says what is installed, for people and for other machines.
//!
//! Every change is a row of steps of which each leaves a store that the next start, or the next change, puts in order: a
//! version without a receipt is swept away, and so is everything that is on its way in or out.

mod add;
mod installed;
mod lock_file;
mod pointer;
mod receipt;
mod repair;
mod sweep;
mod switch;

pub use add::{AddOptions, Age, Locking};
pub use installed::Installed;
pub use lock_file::{LOCK_FILE, LockFile, Locked};
pub use receipt::{Provenance, Receipt};
pub use sweep::Swept;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use plugwright_interface::nearest;
use semver::Version;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::disk::Disk;
use crate::{Name, OnProgress, StoreError};
use pointer::Pointer;

/// Version of the form of every file that the store writes.
const FORMAT: u32 = 1;

/// The installed plugins of one base folder, shared by all processes that use it.
#[derive(Clone)]
pub struct Store {
    base: PathBuf,
    disk: Disk,
    keep: usize,
    on_progress: OnProgress,
}

impl Store {
    /// How many old versions of a plugin are kept where nothing else is said.
    pub const KEPT: usize = 3;

    /// Opens the store of a base folder, which need not exist, and puts in order what was left half-done.
    ///
    /// # Errors
    /// [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn open(base: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_on(Disk::default(), base.as_ref())
    }

    fn open_on(disk: Disk, base: &Path) -> Result<Self, StoreError> {
        let base = std::path::absolute(base).unwrap_or_else(|_| base.to_owned());
        let store = Self { base, disk, keep: Self::KEPT, on_progress: OnProgress::default() };
        store.disk.make_folder(&store.root().join(".locks"))?;
        store.disk.make_folder(&store.busy())?;
        store.repair()?;
        Ok(store)
    }

    /// Keeps another number of old versions of each plugin.
    #[must_use]
    pub fn keep(self, keep: usize) -> Self {
        Self { keep, ..self }
    }

    /// Tells somebody how far it is with what takes long.
    #[must_use]
    pub fn on_progress(self, on_progress: OnProgress) -> Self {
        Self { on_progress, ..self }
    }

    /// The base folder.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The names of the plugins that have a version in use, in order.
    ///
    /// # Errors
    /// [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn names(&self) -> Result<Vec<Name>, StoreError> {
        let mut names = self.known()?;
        names.retain(|name| self.is_installed(name));
        Ok(names)
    }

    /// The version of a plugin that is in use.
    ///
    /// # Errors
    /// [`StoreError::NotInstalled`], [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn current(&self, name: &Name) -> Result<Installed, StoreError> {
        let pointer = self.pointer(name)?;
        self.installed(name, &pointer.version)?.ok_or_else(|| self.no_version(name, &pointer.version))
    }

    /// The versions of a plugin that are in the store, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn versions(&self, name: &Name) -> Result<Vec<Installed>, StoreError> {
        let mut versions = Vec::new();
        for version in self.receipts(name)? {
            versions.extend(self.installed(name, &version)?);
        }
        versions.sort_by(|a, b| a.receipt.version.cmp(&b.receipt.version));
        Ok(versions)
    }

    /// Whether a version of the plugin is in use.
    pub(crate) fn is_installed(&self, name: &Name) -> bool {
        self.pointer_path(name).is_file()
    }

    /// The versions that were in use before, the newest first, as far as they are kept.
    pub(crate) fn older(&self, name: &Name) -> Result<Vec<Installed>, StoreError> {
        let pointer = self.pointer(name)?;
        pointer.before.iter().rev().filter_map(|version| self.installed(name, version).transpose()).collect()
    }

    /// The version whose folder that is, if it is one of the store's.
    pub(crate) fn of_folder(&self, folder: &Path) -> Result<Option<Installed>, StoreError> {
        let Ok(below) = folder.strip_prefix(self.root()) else { return Ok(None) };
        let mut parts = below.iter().filter_map(|part| part.to_str());
        let (name, version) = (parts.next().map(str::parse), parts.nth(1).map(str::parse));
        match (name, version) {
            (Some(Ok(name)), Some(Ok(version))) => self.installed(&name, &version),
            _ => Ok(None),
        }
    }

    /// The versions of a plugin that have a receipt.
    fn receipts(&self, name: &Name) -> Result<Vec<Version>, StoreError> {
        let files = self.disk.list(&self.folder(name).join("receipts"))?;
        let version = |file: &PathBuf| file.file_name()?.to_str()?.strip_suffix(".json")?.parse().ok();
        Ok(files.iter().filter_map(version).collect())
    }

    fn installed(&self, name: &Name, version: &Version) -> Result<Option<Installed>, StoreError> {
        let receipt: Option<Receipt> = read(&self.receipt_path(name, version))?;
        let folder = self.version_folder(name, version);
        let Some(receipt) = receipt.filter(|_| folder.is_dir()) else { return Ok(None) };
        let pointer: Option<Pointer> = read(&self.pointer_path(name))?;
        let current = pointer.filter(|pointer| pointer.version == *version);
        Ok(Some(Installed {
            folder,
            is_current: current.is_some(),
            is_pinned: current.is_some_and(|pointer| pointer.pinned),
            receipt,
        }))
    }

    /// The names of all plugins of which there is anything.
    fn known(&self) -> Result<Vec<Name>, StoreError> {
        let folders = self.disk.list(&self.root())?;
        Ok(folders.iter().filter_map(|folder| folder.file_name()?.to_str()?.parse().ok()).collect())
    }

    fn pointer(&self, name: &Name) -> Result<Pointer, StoreError> {
        match read(&self.pointer_path(name))? {
            Some(pointer) => Ok(pointer),
            None => {
                let names = self.names()?;
                let meant = nearest(name.as_str(), names.iter().map(Name::as_str));
                Err(StoreError::NotInstalled { name: name.clone(), meant: meant.and_then(|meant| meant.parse().ok()) })
            }
        }
    }

    fn no_version(&self, name: &Name, version: &Version) -> StoreError {
        let versions = self.versions(name).unwrap_or_default();
        let versions = versions.into_iter().map(|installed| installed.receipt.version).collect();
        StoreError::NoVersion { name: name.clone(), version: version.clone(), versions }
    }

    /// Locks a plugin against all other threads and processes until the file is dropped.
    fn lock(&self, name: &str) -> Result<File, StoreError> {
        let file = self.lock_of(name)?;
        let path = self.lock_path(name);
        file.lock().map_err(|source| StoreError::Disk { operation: "lock", path, source })?;
        Ok(file)
    }

    /// Locks a plugin, unless somebody is at work on it.
    fn try_lock(&self, name: &str) -> Result<Option<File>, StoreError> {
        let file = self.lock_of(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(source)) => {
                Err(StoreError::Disk { operation: "lock", path: self.lock_path(name), source })
            }
        }
    }

    fn lock_of(&self, name: &str) -> Result<File, StoreError> {
        let path = self.lock_path(name);
        let opened = File::options().create(true).append(true).open(&path);
        opened.map_err(|source| StoreError::Disk { operation: "open", path, source })
    }

    fn root(&self) -> PathBuf {
        self.base.join(".store")
    }

    fn folder(&self, name: &Name) -> PathBuf {
        self.root().join(name.as_str())
    }

    fn version_folder(&self, name: &Name, version: &Version) -> PathBuf {
        self.folder(name).join("versions").join(version.to_string())
    }

    fn receipt_path(&self, name: &Name, version: &Version) -> PathBuf {
        self.folder(name).join("receipts").join(format!("{version}.json"))
    }

    fn pointer_path(&self, name: &Name) -> PathBuf {
        self.folder(name).join(pointer::FILE)
    }

    fn lock_path(&self, name: &str) -> PathBuf {
        self.root().join(".locks").join(name)
    }

    fn busy(&self) -> PathBuf {
        self.root().join(".busy")
    }

    fn gone(&self) -> PathBuf {
        self.root().join(".gone")
    }
}

/// Reads a file of the store's own. None where there is no such file.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => {
            let parsed = serde_json::from_slice(&bytes);
            parsed.map(Some).map_err(|source| StoreError::Foreign { path: path.to_owned(), source })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Disk { operation: "read", path: path.to_owned(), source }),
    }
}

/// The text of a file of the store's own.
fn text(value: &impl Serialize) -> Vec<u8> {
    // Texts, numbers and lists of them always have a JSON form.
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests;
