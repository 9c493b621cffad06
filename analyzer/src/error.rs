//! [`Error`]: why sources could not be loaded or looked at. What is wrong *with* a plugin is a
//! [`Diagnostic`](crate::Diagnostic), not an error.

use std::io;
use std::path::PathBuf;

/// A failure to do the analyzer's job.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder does not exist, or is a file.
    #[error("`{}` is not a folder", dir.display())]
    NotAFolder {
        /// The path that was asked for.
        dir: PathBuf,
    },
    /// A file or folder could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The folder holds more than a plugin may.
    #[error("`{}` holds more than {limit}", dir.display())]
    TooMuch {
        /// The folder.
        dir: PathBuf,
        /// The limit that was passed, with its unit.
        limit: &'static str,
    },
    /// The thread that parses could not be started.
    #[error("cannot start a thread for parsing")]
    Thread {
        /// Why.
        #[source]
        source: io::Error,
    },
}
