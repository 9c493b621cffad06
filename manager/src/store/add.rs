//! Puts a version into the store: everything into a folder of its own, the folder to its place, the receipt last.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use plugwright::Capability;
use semver::Version;

use super::pointer::Pointer;
use super::{FORMAT, Installed, LockFile, Receipt, Store, read, text};
use crate::acquire::absolute;
use crate::package::lay_out;
use crate::{Acquired, Name, StoreError};

/// What a host can say about an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddOptions {
    /// Whether an older version may come after a newer one.
    pub age: Age,
    /// Whether the lock file decides.
    pub locking: Locking,
    /// What the version is granted, which its receipt remembers for whoever runs it.
    pub grants: BTreeSet<Capability>,
    /// The policy file that it is installed under, which its receipt remembers, too.
    pub policy: Option<PathBuf>,
}

/// Whether an older version may come after a newer one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Age {
    /// An older version is refused: somebody may offer it for its known holes.
    #[default]
    NotOlder,
    /// Any version is taken.
    Any,
}

/// Whether the lock file decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locking {
    /// The lock file is written, and decides only what content a version has that it names.
    #[default]
    Write,
    /// Nothing is installed but what the lock file names.
    Obey,
}

impl Store {
    /// Puts a version into the store and in use.
    ///
    /// # Errors
    /// As for [`Store::add`] and [`Store::activate`].
    pub fn install(&self, acquired: &Acquired, options: AddOptions) -> Result<Installed, StoreError> {
        let added = self.add(acquired, options)?;
        self.activate(&added.receipt.name, &added.receipt.version)
    }

    /// Puts a version into the store; which one is in use stays as it is. One that is there with the same content gets the
    /// new grants.
    ///
    /// # Errors
    /// [`StoreError::Downgrade`], [`StoreError::Pinned`], [`StoreError::Differs`], [`StoreError::NotLocked`] and
    /// [`StoreError::Twin`] where it is not wanted; [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn add(&self, acquired: &Acquired, options: AddOptions) -> Result<Installed, StoreError> {
        let (name, version) = (&acquired.manifest.name, &acquired.manifest.version);
        if let Some(twin) = self.known()?.into_iter().find(|known| known != name && known.is_twin_of(name)) {
            return Err(StoreError::Twin { name: name.clone(), twin });
        }
        let sums = acquired.content.sums();
        let receipt = Receipt {
            format: FORMAT,
            name: name.clone(),
            version: version.clone(),
            source: acquired.provenance.clone(),
            archive: acquired.archive,
            tree: sums.tree(),
            signed_by: acquired.signed.as_ref().map(|signed| signed.by.to_string()),
            key: acquired.signed.as_ref().map(|signed| signed.by.text().to_owned()),
            grants: options.grants.clone(),
            policy: options.policy.as_deref().map(absolute),
            installed: SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs()),
        };
        self.change(name, || {
            self.check_wanted(&receipt, &options)?;
            match self.installed(name, version)?.map(|installed| installed.receipt) {
                None => self.put(acquired, &receipt)?,
                Some(known) if known.tree == receipt.tree => {
                    let renewed = known.renewed(&receipt);
                    if renewed != known {
                        self.disk.replace(&self.receipt_path(name, version), &text(&renewed))?;
                    }
                }
                Some(_) => return Err(StoreError::Differs { name: name.clone(), version: version.clone() }),
            }
            self.installed(name, version)?.ok_or_else(|| self.no_version(name, version))
        })
    }

    fn put(&self, acquired: &Acquired, receipt: &Receipt) -> Result<(), StoreError> {
        let Receipt { name, version, .. } = receipt;
        let new = self.folder(name).join("new");
        lay_out(&self.disk, &acquired.content, &new, &self.on_progress)?;
        let folder = self.version_folder(name, version);
        self.disk.make_folder(folder.parent().unwrap_or(&folder))?;
        self.disk.rename(&new, &folder)?;
        let path = self.receipt_path(name, version);
        self.disk.make_folder(path.parent().unwrap_or(Path::new(".")))?;
        self.disk.replace(&path, &text(receipt))
    }

    fn check_wanted(&self, offered: &Receipt, options: &AddOptions) -> Result<(), StoreError> {
        let Receipt { name, version, .. } = offered;
        let own = || (name.clone(), version.clone());
        let locked = LockFile::load(&self.base)?.plugins.remove(name).filter(|locked| locked.version == *version);
        match (&locked, options.locking) {
            (Some(locked), _) if locked.tree != offered.tree => {
                let (name, version) = own();
                return Err(StoreError::Differs { name, version });
            }
            (None, Locking::Obey) => {
                let (name, version) = own();
                return Err(StoreError::NotLocked { name, version });
            }
            _ => {}
        }
        match self.newest(name)? {
            Some(newest) if newest > *version && options.age == Age::NotOlder => {
                let (name, offered) = own();
                Err(StoreError::Downgrade { name, newest, offered })
            }
            _ => Ok(()),
        }
    }

    /// The newest version that ever was in use.
    fn newest(&self, name: &Name) -> Result<Option<Version>, StoreError> {
        let pointer: Option<Pointer> = read(&self.pointer_path(name))?;
        Ok(pointer.map(|pointer| pointer.newest))
    }
}
