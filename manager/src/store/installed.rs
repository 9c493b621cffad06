//! [`Installed`]: one version of a plugin in the store.

use std::fs;
use std::path::{Path, PathBuf};

use super::Receipt;
use crate::{Digest, Error, MANIFEST_FILE, PackageError, ParsedManifest, SUMS_FILE, StoreError, Sums, load_manifest};

/// One version of a plugin in the store. Its folder never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The folder, which holds what a package holds.
    pub folder: PathBuf,
    /// What the store knows of it.
    pub receipt: Receipt,
    /// Whether this version is the one in use.
    pub is_current: bool,
    /// Whether it is to stay in use.
    pub is_pinned: bool,
}

impl Installed {
    /// Reads the manifest.
    ///
    /// # Errors
    /// As for [`load_manifest`].
    pub fn manifest(&self) -> Result<ParsedManifest, Error> {
        load_manifest(&self.folder)
    }

    /// The folder of the Cargo package, if there is one.
    #[must_use]
    pub fn sources(&self) -> Option<PathBuf> {
        Some(self.folder.join("src")).filter(|sources| sources.is_dir())
    }

    /// The prebuilt library for a target, if there is one. Nothing but a signature of somebody trusted says what it does.
    #[must_use]
    pub fn library(&self, target: &str) -> Option<PathBuf> {
        let entries = fs::read_dir(self.folder.join("lib").join(target)).ok()?;
        entries.filter_map(Result::ok).map(|entry| entry.path()).min()
    }

    /// The targets that there is a library for, in order.
    #[must_use]
    pub fn targets(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join("lib")).into_iter().flatten().filter_map(Result::ok);
        let mut targets: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        targets.sort();
        targets
    }

    /// The digest that a file of it must have: that of what was put there.
    pub(crate) fn digest_of(&self, path: &Path) -> Result<Digest, StoreError> {
        let Receipt { name, version, .. } = &self.receipt;
        let changed = |source| StoreError::Changed { name: name.clone(), version: version.clone(), source };
        let path = path.to_string_lossy().replace('\\', "/");
        let sums = self.sums().map_err(changed)?;
        let digest = sums.files().find_map(|(listed, digest)| (listed == path).then_some(digest));
        digest.ok_or_else(|| changed(PackageError::Missing { path }))
    }

    /// What its list of digests says, which is the one that was put there.
    fn sums(&self) -> Result<Sums, PackageError> {
        let said = fs::read_to_string(self.folder.join(SUMS_FILE)).ok();
        let said = said.filter(|said| Digest::of(said.as_bytes()) == self.receipt.tree);
        said.ok_or(PackageError::Sums).and_then(|said| said.parse())
    }

    /// Checks that the folder still holds what was put there, to the byte.
    ///
    /// # Errors
    /// [`StoreError::Changed`] for the first thing that differs, [`StoreError::Disk`].
    pub fn verify(&self) -> Result<(), StoreError> {
        let Receipt { name, version, .. } = &self.receipt;
        let changed = |source| StoreError::Changed { name: name.clone(), version: version.clone(), source };
        let mut found = Sums::default();
        digest(&self.folder, "", &mut found)?;
        self.sums().and_then(|said| said.check(&found)).map_err(changed)
    }

    /// The file of the manifest.
    #[must_use]
    pub fn manifest_path(&self) -> PathBuf {
        self.folder.join(MANIFEST_FILE)
    }
}

/// Adds the digests of everything below a folder.
fn digest(folder: &Path, prefix: &str, sums: &mut Sums) -> Result<(), StoreError> {
    let failed = |source| StoreError::Disk { operation: "read", path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            digest(&entry.path(), &format!("{path}/"), sums)?;
        } else if path != SUMS_FILE {
            // A link is none of the files that were put here, wherever it leads.
            let bytes = if kind.is_file() { fs::read(entry.path()).map_err(failed)? } else { Vec::new() };
            sums.insert(path, Digest::of(&bytes));
        }
    }
    Ok(())
}
