//! [`GitError`]: why a repository could not be had.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::Transport;
use crate::package::BadEntry;

/// A repository could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GitError {
    /// The program is not there.
    #[error("the program git is not in PATH; install it with: apt-get install git")]
    NoGit,
    /// It would be reached in a way that the host does not allow.
    #[error("`{transport}` is not among the transports that are allowed")]
    Transport {
        /// The way.
        transport: Transport,
    },
    /// Git did not get it.
    #[error("git cannot {what}: {said}")]
    Failed {
        /// What it was to do.
        what: &'static str,
        /// What it said.
        said: String,
    },
    /// The repository has no such folder.
    #[error("there is no folder `{}` in it", subdir.display())]
    NoFolder {
        /// The folder.
        subdir: PathBuf,
    },
    /// Git could not be run.
    #[error("git did not come to its end")]
    Run(#[source] plugwright::BuildError),
    /// It took too long.
    #[error("it took longer than {} s", limit.as_secs())]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// It is larger than allowed.
    #[error("it is larger than {} MiB", limit >> 20)]
    TooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// It holds more files than allowed.
    #[error("it holds more than {limit} files")]
    TooManyFiles {
        /// Most files.
        limit: usize,
    },
    /// It holds something that no plugin may hold.
    #[error("it holds `{}`, which cannot be part of a plugin", path.escape_debug())]
    Entry {
        /// Its path.
        path: String,
        /// Why not.
        source: BadEntry,
    },
    /// The copy of the repository could not be written or read.
    #[error("cannot use the copy {}", path.display())]
    Copy {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}
