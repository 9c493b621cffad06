//! [`Content`]: the files of a package, held in memory.

use std::collections::BTreeMap;

use super::entry::{BadEntry, Paths};
use super::{REPORT_FILE, SUMS_FILE, Sums};
use crate::{Digest, MANIFEST_FILE, PackageError};

/// The files of a package by path, without [`SUMS_FILE`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    files: BTreeMap<String, Vec<u8>>,
}

impl Content {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Removes a file.
    pub(super) fn take(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.remove(path)
    }

    /// The content of a file.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The files in order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The targets that there is a library for.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|path| path.strip_prefix("lib/")?.split('/').next())
    }

    /// The digests of the files.
    #[must_use]
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        self.files().for_each(|(path, bytes)| sums.insert(path, Digest::of(bytes)));
        sums
    }

    /// Checks that every file has a place in packages and on disks.
    pub(crate) fn check_paths(&self) -> Result<(), PackageError> {
        let mut paths = Paths::default();
        for path in self.files.keys() {
            let admitted = if belongs(path) { paths.admit(path) } else { Err(BadEntry::Foreign) };
            admitted.map_err(|source| PackageError::Entry { path: path.clone(), source })?;
        }
        Ok(())
    }
}

/// Whether packages hold such a file.
pub(super) fn belongs(path: &str) -> bool {
    match path.split_once('/') {
        None => [MANIFEST_FILE, REPORT_FILE, SUMS_FILE].contains(&path),
        Some(("src", _)) => true,
        Some(("lib", rest)) => rest.split('/').count() == 2,
        Some(_) => false,
    }
}
