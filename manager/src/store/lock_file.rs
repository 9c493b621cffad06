//! [`LockFile`]: what is installed, in one file that people keep and other machines are held to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use plugwright::Capability;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::{FORMAT, Installed, Provenance, Store, read, text};
use crate::{Digest, Name, StoreError};

/// Name of the lock file.
pub const LOCK_FILE: &str = "plugwright.lock";

/// What is installed in a base folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockFile {
    format: u32,
    /// The plugins by name.
    pub plugins: BTreeMap<Name, Locked>,
}

/// What the lock file says of one plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// The version in use.
    pub version: Version,
    /// Where it came from.
    pub source: Provenance,
    /// Digest of the package that it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<Digest>,
    /// Digest of the unpacked content, the libraries for every target included.
    pub tree: Digest,
    /// What it was granted when it was installed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub grants: BTreeSet<Capability>,
}

impl LockFile {
    /// Reads the lock file of a base folder; none says nothing of any plugin.
    ///
    /// # Errors
    /// [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn load(base: &Path) -> Result<Self, StoreError> {
        let empty = Self { format: FORMAT, plugins: BTreeMap::new() };
        Ok(read(&base.join(LOCK_FILE))?.unwrap_or(empty))
    }
}

impl Store {
    /// Makes the lock file say what is in use of one plugin.
    pub(super) fn write_lock(&self, name: &Name, installed: Option<&Installed>) -> Result<(), StoreError> {
        // All plugins share the file.
        let _lock = self.lock(".lock-file")?;
        let before = LockFile::load(&self.base)?;
        let mut after = before.clone();
        match installed {
            Some(Installed { receipt, .. }) => {
                let locked = Locked {
                    version: receipt.version.clone(),
                    source: receipt.source.clone(),
                    archive: receipt.archive,
                    tree: receipt.tree,
                    grants: receipt.grants.clone(),
                };
                after.plugins.insert(name.clone(), locked);
            }
            None => {
                after.plugins.remove(name);
            }
        }
        if after == before {
            return Ok(());
        }
        self.disk.replace(&self.base.join(LOCK_FILE), &text(&after))
    }
}
