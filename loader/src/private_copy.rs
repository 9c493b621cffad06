//! [`PrivateCopy`]: the file that is really loaded. Nobody else knows it, so nobody overwrites it while it is mapped,
//! and no second load is answered with the first one's handle.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempPath;

use crate::Error;

/// A copy of a library that only this user may open. Dropping it removes it; where the system keeps a loaded file locked,
/// that fails and the file stays.
pub(crate) struct PrivateCopy {
    path: TempPath,
}

static COPIES: AtomicU64 = AtomicU64::new(0);

impl PrivateCopy {
    /// Writes the bytes into `parent` under a name that no other load has: the digest, the process, a number.
    pub(crate) fn new(parent: &Path, bytes: &[u8], digest: &str) -> Result<Self, Error> {
        let failed = |source: io::Error| Error::Copy { path: parent.to_owned(), source };
        let number = COPIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("plugwright-{}-{}-{number}-", &digest[..16], std::process::id());
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix(&name).suffix(std::env::consts::DLL_SUFFIX).tempfile_in(parent);
        let mut file = file.map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        // Closed, since no system executes a file that somebody may write.
        Ok(Self { path: file.into_temp_path() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
