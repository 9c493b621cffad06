//! Puts in order what a killed process left half-done.

use super::pointer::Pointer;
use super::{LOCK_FILE, Store, read, text};
use crate::{Name, StoreError};

impl Store {
    /// Repairs every plugin whose last change did not come to its end, unless somebody is at work on it.
    pub(super) fn repair(&self) -> Result<(), StoreError> {
        for mark in self.disk.list(&self.busy())? {
            let Some(name) = mark.file_name().and_then(|name| name.to_str()?.parse::<Name>().ok()) else { continue };
            if let Some(_lock) = self.try_lock(name.as_str())? {
                self.repair_plugin(&name)?;
                self.disk.remove_file(&mark)?;
            }
        }
        Ok(())
    }

    /// Changes a plugin: locked, marked as unfinished, and put in order at once where the change fails.
    pub(super) fn change<R>(&self, name: &Name, work: impl FnOnce() -> Result<R, StoreError>) -> Result<R, StoreError> {
        let _lock = self.lock(name.as_str())?;
        let mark = self.busy().join(name.as_str());
        if mark.exists() {
            self.repair_plugin(name)?;
        } else {
            self.disk.write(&mark, b"")?;
        }
        let done = work();
        let whole = done.is_ok() || self.repair_plugin(name).is_ok();
        // Where it cannot be put in order now, the mark stays for the next start.
        let unmarked = if whole { self.disk.remove_file(&mark) } else { Ok(()) };
        let result = done?;
        unmarked.map(|()| result)
    }

    /// Puts one plugin in order, which must be locked.
    fn repair_plugin(&self, name: &Name) -> Result<(), StoreError> {
        let gone = self.gone().join(name.as_str());
        if gone.exists() {
            if !self.folder(name).exists() {
                self.write_lock(name, None)?;
            }
            self.disk.remove_folder(&gone)?;
        }
        let folder = self.folder(name);
        self.disk.remove_folder(&folder.join("new"))?;
        self.remove_halves(name)?;
        let receipts = self.receipts(name)?;
        for version in receipts.iter().filter(|version| !self.version_folder(name, version).is_dir()) {
            self.disk.remove_file(&self.receipt_path(name, version))?;
        }
        for path in self.disk.list(&folder.join("versions"))? {
            let version = path.file_name().and_then(|version| version.to_str()?.parse().ok());
            if version.is_none_or(|version| !receipts.contains(&version)) {
                self.disk.remove_folder(&path)?;
            }
        }
        self.repair_pointer(name)
    }

    /// Removes files that were not written to their end. The lock file is all plugins', so it is left to whoever has it.
    fn remove_halves(&self, name: &Name) -> Result<(), StoreError> {
        let receipts = self.disk.list(&self.folder(name).join("receipts"))?;
        let halves = receipts.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "new"));
        for half in halves.chain([self.pointer_path(name).with_added_extension("new")]) {
            self.disk.remove_file(&half)?;
        }
        match self.try_lock(".lock-file")? {
            Some(_lock) => self.disk.remove_file(&self.base.join(LOCK_FILE).with_added_extension("new")),
            None => Ok(()),
        }
    }

    /// Makes the pointer lead to a version that is there, and the lock file say so.
    pub(super) fn repair_pointer(&self, name: &Name) -> Result<(), StoreError> {
        let Some(pointer) = read::<Pointer>(&self.pointer_path(name))? else {
            // A plugin of which nothing ever was in use. One with a version is being installed for the first time.
            return match self.versions(name)?.is_empty() {
                true => self.disk.remove_folder(&self.folder(name)),
                false => Ok(()),
            };
        };
        if let Some(installed) = self.installed(name, &pointer.version)? {
            return self.write_lock(name, Some(&installed));
        }
        for version in pointer.before.iter().rev() {
            if let Some(installed) = self.installed(name, version)? {
                let back = pointer.clone().back_to(version.clone());
                self.disk.replace(&self.pointer_path(name), &text(&back))?;
                return self.write_lock(name, Some(&installed));
            }
        }
        self.disk.remove_file(&self.pointer_path(name))
    }
}
