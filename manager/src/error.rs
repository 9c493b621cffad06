//! [`Error`]: why the manager could not do what was asked.

mod git;
mod manage;
mod package;
mod signature;
mod source;
mod store;

use std::io;
use std::path::{Path, PathBuf};

use plugwright::Diagnostic;
use semver::Version;

pub use git::GitError;
pub use manage::ManageError;
pub use package::PackageError;
pub use signature::SignatureError;
pub use source::SourceError;
pub use store::StoreError;

use crate::{BadAddress, BadKeys, GitUrl, Name, Wanted};

/// The manager could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A plugin could not be built, or its policy refuses it.
    #[error("cannot build the plugin `{plugin}`")]
    Build {
        /// The plugin.
        plugin: Name,
        /// Why not.
        source: Box<plugwright::Error>,
    },
    /// The plugin's `plugin.json` has faults.
    #[error("{} is not a manifest that can be used", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// All findings, warnings included, at least one of them an error.
        diagnostics: Vec<Diagnostic>,
    },
    /// A file of trusted keys holds something else.
    #[error("cannot use {}", path.display())]
    Keys {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: BadKeys,
    },
    /// A package has faults.
    #[error("cannot use the package {}", path.display())]
    Package {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: PackageError,
    },
    /// A package or a prebuilt library is not vouched for.
    #[error("cannot trust {}", path.display())]
    Signature {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: SignatureError,
    },
    /// Files are no plugin that could be installed.
    #[error("cannot use the plugin {}", path.display())]
    Sources {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: SourceError,
    },
    /// A repository could not be had.
    #[error("cannot get {url}")]
    Git {
        /// Its address.
        url: GitUrl,
        /// Why not.
        source: GitError,
    },
    /// A place has no version of a plugin that would do.
    #[error("{place} has no version of `{}` that is {}; there is {}", wanted.name, wanted.range, listed(versions))]
    NoVersion {
        /// What was wanted.
        wanted: Wanted,
        /// The folder or repository.
        place: String,
        /// The versions that it has.
        versions: Vec<Version>,
    },
    /// A receipt names a repository in a way that is not understood.
    #[error("`{}` is no address or revision of a repository", text.escape_debug())]
    Address {
        /// What it says.
        text: String,
        /// What is wrong with it.
        source: BadAddress,
    },
    /// The store could not do what was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    pub(crate) fn sources(path: &Path, source: SourceError) -> Self {
        Self::Sources { path: path.to_owned(), source }
    }

    /// Returns what is wrong with the plugin, where that is the reason.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Manifest { diagnostics, .. } => diagnostics,
            Self::Build { source, .. } => source.diagnostics(),
            _ => &[],
        }
    }
}

fn listed(versions: &[Version]) -> String {
    match versions {
        [] => "none".to_owned(),
        versions => versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// An error with all its causes, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
