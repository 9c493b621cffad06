//! [`StoreError`]: why the store could not do what was asked.

use std::io;
use std::path::PathBuf;

use semver::Version;

use super::listed;
use crate::{Name, PackageError};

/// The store could not do what was asked. It is as it was before, or is repaired by the next start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk did not do its part.
    #[error("cannot {operation} {}", path.display())]
    Disk {
        /// What was to be done.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A file of the store's own is not what the store writes.
    #[error("{} is not what the store wrote there", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// No plugin of that name is installed.
    #[error("no plugin `{name}` is installed{}", meant.as_ref().map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default())]
    NotInstalled {
        /// The name.
        name: Name,
        /// The name that was probably meant.
        meant: Option<Name>,
    },
    /// The plugin is not there in that version.
    #[error("version {version} of `{name}` is not in the store; there is {}", listed(versions))]
    NoVersion {
        /// The plugin.
        name: Name,
        /// The version.
        version: Version,
        /// The versions that there are.
        versions: Vec<Version>,
    },
    /// There is no version to go back to.
    #[error("no older version of `{name}` is kept that it could go back to")]
    NoOlder {
        /// The plugin.
        name: Name,
    },
    /// An older version was offered than there was before.
    #[error("version {offered} of `{name}` is older than {newest}, which was installed before")]
    Downgrade {
        /// The plugin.
        name: Name,
        /// The newest version that there is or was.
        newest: Version,
        /// The version that was offered.
        offered: Version,
    },
    /// The plugin is to stay at its version.
    #[error("`{name}` is pinned to version {version}")]
    Pinned {
        /// The plugin.
        name: Name,
        /// Its version.
        version: Version,
    },
    /// Another content was offered under the same version.
    #[error("version {version} of `{name}` is known with another content; a new content needs a new version")]
    Differs {
        /// The plugin.
        name: Name,
        /// The version.
        version: Version,
    },
    /// The lock file does not allow it.
    #[error("the lock file does not name version {version} of `{name}`")]
    NotLocked {
        /// The plugin.
        name: Name,
        /// The version.
        version: Version,
    },
    /// What is in the store is not what was put there.
    #[error("version {version} of `{name}` was changed in the store")]
    Changed {
        /// The plugin.
        name: Name,
        /// The version.
        version: Version,
        /// What differs.
        source: PackageError,
    },
    /// A plugin's name would be the same folder as that of another one.
    #[error("`{name}` cannot be told from `{twin}`, which is installed")]
    Twin {
        /// The name.
        name: Name,
        /// The plugin that is there.
        twin: Name,
    },
}
