//! [`Artifact`]: a built library and what is known of it. Building is codegen's business, opening the loader's.

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
}
