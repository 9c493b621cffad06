//! [`Sums`]: the digest of every file of a package, and the digest of them all.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::{Digest, PackageError};

/// Name of the file that holds the digests of the others.
pub const SUMS_FILE: &str = "SHA256SUMS";

/// The digest of every file of a package but [`SUMS_FILE`], by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    files: BTreeMap<String, Digest>,
}

impl Sums {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, digest: Digest) {
        self.files.insert(path.into(), digest);
    }

    /// The files in order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, Digest)> {
        self.files.iter().map(|(path, digest)| (path.as_str(), *digest))
    }

    /// The digest of all the content: that of these sums as text.
    #[must_use]
    pub fn tree(&self) -> Digest {
        Digest::of(self.to_string().as_bytes())
    }

    /// Compares what a package says of its files with what they are.
    pub(crate) fn check(&self, found: &Self) -> Result<(), PackageError> {
        for (path, digest) in self.files() {
            match found.files.get(path) {
                None => return Err(PackageError::Missing { path: path.to_owned() }),
                Some(found) if *found != digest => return Err(PackageError::Sum { path: path.to_owned() }),
                Some(_) => {}
            }
        }
        match found.files.keys().find(|path| !self.files.contains_key(*path)) {
            Some(path) => Err(PackageError::Unlisted { path: path.clone() }),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Sums {
    /// Writes what the program `sha256sum` writes and checks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files().try_for_each(|(path, digest)| writeln!(f, "{digest}  {path}"))
    }
}

impl FromStr for Sums {
    type Err = PackageError;

    /// Reads what [`Sums`] writes, to the letter.
    fn from_str(text: &str) -> Result<Self, PackageError> {
        let line = |line: &str| {
            let (digest, path) = line.split_once("  ")?;
            Some((path.to_owned(), digest.parse().ok()?))
        };
        let files = text.lines().map(line).collect::<Option<_>>().map(|files| Self { files });
        files.filter(|sums| sums.to_string() == text).ok_or(PackageError::Sums)
    }
}
