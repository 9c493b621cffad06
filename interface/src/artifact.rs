//! [`Artifact`]: a built library and what is known of it. [`Stamp`]: by what its file is known again. Building is codegen's
//! business, opening the loader's.

use std::fs::Metadata;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Interface;

/// A compiled, audited plugin library on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// The library file (`.so`, `.dll`, `.dylib`).
    pub library: PathBuf,
    /// SHA-256 of the library's bytes at the time of the audit, 64 lower-case hex digits.
    pub digest: String,
    /// What can be called in it.
    pub interface: Interface,
    /// The file as it was when that digest was taken, where only the user can write to it. While it is the same, nobody has
    /// to take the digest again.
    pub stamp: Option<Stamp>,
}

/// The digest of a file, and what a file system says of the file, which is another after each change of it and for each
/// other file. Nobody but the system sets the time of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    digest: String,
}

impl Stamp {
    /// Returns the stamp of a file that has that digest. None on systems that do not say all of it.
    #[must_use]
    pub fn of(file: &Metadata, digest: &str) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(Self {
                device: file.dev(),
                inode: file.ino(),
                size: file.size(),
                modified: (file.mtime(), file.mtime_nsec()),
                changed: (file.ctime(), file.ctime_nsec()),
                digest: digest.to_owned(),
            })
        }
        #[cfg(not(unix))]
        {
            let _ = (file, digest);
            None
        }
    }
}
