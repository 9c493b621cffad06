//! [`Error`]: why the manager could not do what was asked.

use std::io;
use std::path::PathBuf;

use plugwright::Diagnostic;

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
}
