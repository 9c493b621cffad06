//! Changes which version of a plugin is in use, and whether any is.

use semver::Version;

use super::pointer::Pointer;
use super::{Installed, Store, read, text};
use crate::{Name, StoreError};

impl Store {
    /// Takes a version in use. The versions in use before stay in the store, as many as are kept.
    ///
    /// # Errors
    /// [`StoreError::NoVersion`], [`StoreError::Pinned`] where another one is pinned, [`StoreError::Disk`] and
    /// [`StoreError::Foreign`].
    pub fn activate(&self, name: &Name, version: &Version) -> Result<Installed, StoreError> {
        self.change(name, || {
            let before: Option<Pointer> = read(&self.pointer_path(name))?;
            let after = match before {
                Some(pointer) if pointer.pinned && pointer.version != *version => {
                    return Err(StoreError::Pinned { name: name.clone(), version: pointer.version });
                }
                Some(pointer) => pointer.moved_to(version.clone()),
                None => Pointer::new(version.clone()),
            };
            self.point(name, &after)
        })
    }

    /// Goes back to the version that was in use before.
    ///
    /// # Errors
    /// [`StoreError::NoOlder`], [`StoreError::Pinned`], [`StoreError::NotInstalled`], [`StoreError::Disk`] and
    /// [`StoreError::Foreign`].
    pub fn rollback(&self, name: &Name) -> Result<Installed, StoreError> {
        self.pointer(name)?;
        self.change(name, || {
            let pointer = self.pointer(name)?;
            if pointer.pinned {
                return Err(StoreError::Pinned { name: name.clone(), version: pointer.version });
            }
            for version in pointer.before.iter().rev() {
                if self.installed(name, version)?.is_some() {
                    return self.point(name, &pointer.clone().back_to(version.clone()));
                }
            }
            Err(StoreError::NoOlder { name: name.clone() })
        })
    }

    /// Makes the version in use stay in use.
    ///
    /// # Errors
    /// [`StoreError::NotInstalled`], [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn pin(&self, name: &Name) -> Result<Installed, StoreError> {
        self.set_pinned(name, true)
    }

    /// Lets the version in use be replaced again.
    ///
    /// # Errors
    /// As for [`Store::pin`].
    pub fn unpin(&self, name: &Name) -> Result<Installed, StoreError> {
        self.set_pinned(name, false)
    }

    fn set_pinned(&self, name: &Name, pinned: bool) -> Result<Installed, StoreError> {
        self.pointer(name)?;
        self.change(name, || {
            let pointer = Pointer { pinned, ..self.pointer(name)? };
            self.point(name, &pointer)
        })
    }

    /// Removes a plugin in all versions.
    ///
    /// # Errors
    /// [`StoreError::NotInstalled`], [`StoreError::Disk`] and [`StoreError::Foreign`].
    pub fn remove(&self, name: &Name) -> Result<(), StoreError> {
        self.pointer(name)?;
        self.change(name, || {
            self.pointer(name)?;
            self.disk.make_folder(&self.gone())?;
            let gone = self.gone().join(name.as_str());
            self.disk.rename(&self.folder(name), &gone)?;
            self.write_lock(name, None)?;
            self.disk.remove_folder(&gone)
        })
    }

    /// Writes the pointer, then what follows from it. The plugin must be locked.
    pub(super) fn point(&self, name: &Name, pointer: &Pointer) -> Result<Installed, StoreError> {
        if self.installed(name, &pointer.version)?.is_none() {
            return Err(self.no_version(name, &pointer.version));
        }
        self.disk.replace(&self.pointer_path(name), &text(pointer))?;
        let installed = self.installed(name, &pointer.version)?;
        let installed = installed.ok_or_else(|| self.no_version(name, &pointer.version))?;
        self.write_lock(name, Some(&installed))?;
        self.sweep_old(name, pointer)?;
        Ok(installed)
    }
}
