//! [`Error`]: why the manager could not do what was asked.

mod package;
mod signature;

use std::io;
use std::path::PathBuf;

use plugwright::Diagnostic;

pub use package::PackageError;
pub use signature::SignatureError;

use crate::BadKeys;

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
    /// A package is not vouched for.
    #[error("cannot trust the package {}", path.display())]
    Signature {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: SignatureError,
    },
}
