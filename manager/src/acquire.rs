//! [`acquire()`]: from wherever a plugin is to its content in memory, checked as far as that can be done without building it.

mod derive;
mod folder;
mod options;
mod package;

pub(crate) use folder::{TARGET, absolute};
pub use options::{AcquireOptions, Unsigned};

use std::path::PathBuf;

use plugwright::Diagnostic;

use crate::git::GitSource;
use crate::{Content, Digest, Error, Manifest, Provenance, Signed};

/// Where a plugin is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A folder with a `plugin.json` or a `Cargo.toml`.
    Folder(PathBuf),
    /// A `.plg` file, with its signature beside it.
    Package(PathBuf),
    /// A git repository.
    Git(GitSource),
}

/// A plugin in memory, on its way into the store.
#[derive(Clone, Debug)]
pub struct Acquired {
    /// What it says of itself.
    pub manifest: Manifest,
    /// What is odd about that.
    pub warnings: Vec<Diagnostic>,
    /// Its files, as a package holds them.
    pub content: Content,
    /// Where it came from.
    pub provenance: Provenance,
    /// Digest of the package, where it came in one.
    pub archive: Option<Digest>,
    /// Who vouches for it.
    pub signed: Option<Signed>,
}

/// Gets a plugin.
///
/// # Errors
/// [`Error::Read`] and [`Error::Sources`] where it cannot be read, [`Error::Manifest`] where its manifest has faults,
/// [`Error::Package`] and [`Error::Signature`] where a package has faults or nobody vouches for it, [`Error::Git`] where a
/// repository cannot be had.
pub fn acquire(origin: &Origin, options: &AcquireOptions) -> Result<Acquired, Error> {
    match origin {
        Origin::Folder(path) => folder::acquire(path, options),
        Origin::Package(path) => package::acquire(path, options),
        Origin::Git(source) => folder::acquire_git(source, options),
    }
}
