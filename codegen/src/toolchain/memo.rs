//! The one small file that remembers what was found, and when it no longer holds.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{Settings, Toolchain};
use crate::durable;

/// Format of the file. A file of another format is no memory.
const FORMAT: u32 = 3;

/// Everything that decides what is found, as it was before anything was started.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fingerprint {
    settings: Settings,
    rustc: Option<Stamp>,
    rustup: Option<Stamp>,
}

impl Fingerprint {
    pub(super) fn take(settings: &Settings, rustc: &Path) -> Self {
        let rustup = settings.rustup_settings().and_then(|path| Stamp::of(&path));
        Self { settings: settings.clone(), rustc: Stamp::of(rustc), rustup }
    }
}

/// A file as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    path: PathBuf,
    size: u64,
    modified_nanos: u128,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let modified_nanos = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        Some(Self { path: path.to_owned(), size: metadata.len(), modified_nanos })
    }

    fn holds(&self) -> bool {
        Self::of(&self.path).as_ref() == Some(self)
    }
}

#[derive(Serialize, Deserialize)]
struct Memo {
    format: u32,
    fingerprint: Fingerprint,
    /// The files that were found. rustup updates a toolchain without touching the proxy that led to it.
    files: Vec<Stamp>,
    toolchain: Toolchain,
}

/// The file that was read last, for whoever opens many plugins: that it is as it was is asked each time.
static READ: Mutex<Option<(Stamp, Arc<Memo>)>> = Mutex::new(None);

/// Returns what was remembered, where everything that led to it is as it was.
pub(super) fn recall(file: &Path, fingerprint: &Fingerprint) -> Option<Toolchain> {
    let memo = read(file)?;
    let holds = memo.format == FORMAT && memo.fingerprint == *fingerprint && memo.files.iter().all(Stamp::holds);
    holds.then(|| memo.toolchain.clone())
}

fn read(file: &Path) -> Option<Arc<Memo>> {
    let stamp = Stamp::of(file)?;
    let last = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, memo)) = last().as_ref().filter(|(read, _)| *read == stamp) {
        return Some(memo.clone());
    }
    let memo: Arc<Memo> = Arc::new(serde_json::from_slice(&std::fs::read(file).ok()?).ok()?);
    *last() = Some((stamp, memo.clone()));
    Some(memo)
}

/// Remembers the answer. Where that fails, the next search just takes as long as this one.
pub(super) fn remember(file: &Path, fingerprint: Fingerprint, toolchain: &Toolchain) {
    let found =
        [Some(&toolchain.rustc), toolchain.cargo.as_ref(), toolchain.linker.as_ref().map(|linker| &linker.program)];
    let files = found.into_iter().flatten().filter_map(|path| Stamp::of(path)).collect();
    let memo = Memo { format: FORMAT, fingerprint, files, toolchain: toolchain.clone() };
    let Ok(text) = serde_json::to_vec_pretty(&memo) else { return };
    if let Err(error) = durable::write(file, &text) {
        tracing::debug!(file = %file.display(), %error, "the toolchain is not remembered");
    }
}
