//! [`Progress`]: how far something is that takes long, for a host that shows it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often a download is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// How far something is that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// A repository is fetched. Nobody knows how large it is.
    Downloading {
        /// Bytes that have come.
        bytes: u64,
    },
    /// A package is unpacked and checked.
    Unpacking {
        /// Bytes of the package that are done.
        done: u64,
        /// Bytes of the package.
        total: u64,
    },
    /// A version is written to the store.
    Storing {
        /// Bytes that are written.
        done: u64,
        /// Bytes that will be.
        total: u64,
    },
}

/// Who is told; nobody by default.
#[derive(Clone, Default)]
pub struct OnProgress(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl OnProgress {
    /// Tells `listen`, on whatever thread does the work.
    pub fn new(listen: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listen)))
    }

    pub(crate) fn tell(&self, progress: Progress) {
        if let Some(listen) = &self.0 {
            listen(progress);
        }
    }

    /// Does the work, and tells meanwhile how large a folder becomes.
    pub(crate) fn while_growing<R>(&self, folder: &Path, work: impl FnOnce() -> R) -> R {
        if self.0.is_none() {
            return work();
        }
        let (working, ended) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                    self.tell(Progress::Downloading { bytes: size(folder) });
                }
            });
            let result = work();
            drop(working);
            result
        })
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "somebody" } else { "nobody" })
    }
}

/// Bytes of the files in a folder, as far as they can be seen.
fn size(folder: &Path) -> u64 {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let each = entries.map(|entry| match entry.metadata() {
        Ok(about) if about.is_dir() => size(&entry.path()),
        Ok(about) => about.len(),
        Err(_) => 0,
    });
    each.sum()
}
