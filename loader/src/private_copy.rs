//! [`PrivateCopy`]: the file that is really loaded. Nobody else knows it, so nobody overwrites it while it is mapped,
//! and no second load is answered with the first one's handle.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use crate::Error;

/// A copy of a library in a folder of its own, which only this user may enter. Dropping it removes both; where the
/// system keeps a loaded file locked, that fails and the folder stays until it is swept.
pub(crate) struct PrivateCopy {
    path: PathBuf,
    _folder: TempDir,
}

static COPIES: AtomicU64 = AtomicU64::new(0);

impl PrivateCopy {
    /// Writes the bytes below `parent` under a name that no other load has: the digest, the process, a number.
    pub(crate) fn new(parent: &Path, bytes: &[u8], digest: &str) -> Result<Self, Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            |source: io::Error| Error::Copy { path, source }
        };
        let folder = tempfile::Builder::new().prefix("plugwright-").tempdir_in(parent);
        let folder = folder.map_err(failed(parent))?;
        let number = COPIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{}-{number}{}", &digest[..16], std::process::id(), std::env::consts::DLL_SUFFIX);
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).map_err(failed(&path))?;
        Ok(Self { path, _folder: folder })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
