//! Removes what nobody will go back to.

use semver::Version;
use serde::Serialize;

use super::pointer::Pointer;
use super::{Store, read};
use crate::{Name, StoreError};

/// What a sweep removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// The versions, plugin by plugin.
    pub versions: Vec<(Name, Version)>,
}

impl Store {
    /// Removes every version that is neither in use nor one of those that are kept, of all plugins. That
    /// includes versions that were added and never taken in use.
    ///
    /// # Errors
    /// [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn gc(&self) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        for name in self.known()? {
            let versions = self.change(&name, || self.sweep_plugin(&name))?;
            swept.versions.extend(versions.into_iter().map(|version| (name.clone(), version)));
        }
        Ok(swept)
    }

    fn sweep_plugin(&self, name: &Name) -> Result<Vec<Version>, StoreError> {
        let pointer: Option<Pointer> = read(&self.pointer_path(name))?;
        let kept: Vec<_> = pointer.iter().flat_map(|pointer| self.kept(pointer)).collect();
        let mut versions = self.receipts(name)?;
        versions.retain(|version| !kept.contains(&version));
        for version in &versions {
            self.remove_version(name, version)?;
        }
        self.repair_pointer(name)?;
        Ok(versions)
    }

    /// Takes back a version that was added and is not in use, because it turned out to be of no use.
    ///
    /// # Errors
    /// [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn discard(&self, name: &Name, version: &Version) -> Result<(), StoreError> {
        self.change(name, || {
            let pointer: Option<Pointer> = read(&self.pointer_path(name))?;
            match pointer.iter().flat_map(|pointer| self.kept(pointer)).any(|kept| kept == version) {
                true => Ok(()),
                false => {
                    self.remove_version(name, version)?;
                    self.repair_pointer(name)
                }
            }
        })
    }

    /// Removes the versions that were in use too long ago. Those that never were are somebody's upgrade under way.
    pub(super) fn sweep_old(&self, name: &Name, pointer: &Pointer) -> Result<(), StoreError> {
        let kept: Vec<_> = self.kept(pointer).collect();
        for version in pointer.before.iter().filter(|version| !kept.contains(version)) {
            self.remove_version(name, version)?;
        }
        Ok(())
    }

    fn kept<'p>(&self, pointer: &'p Pointer) -> impl Iterator<Item = &'p Version> {
        std::iter::once(&pointer.version).chain(pointer.before.iter().rev().take(self.keep))
    }

    /// The receipt goes first: without it the rest is swept away by the next start.
    fn remove_version(&self, name: &Name, version: &Version) -> Result<(), StoreError> {
        self.disk.remove_file(&self.receipt_path(name, version))?;
        self.disk.remove_folder(&self.version_folder(name, version))
    }
}
