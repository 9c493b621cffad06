//! How large the cache may become. What was not used for longest goes first, so that what goes is what nobody misses; were it
//! missed, it would be built again.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Cache, RECEIPT};

/// Bytes that the entries may take.
const LIMIT: u64 = 4 << 30;

/// How long an entry counts as used just now. Noting each use would cost more than it tells.
const RECENT: Duration = Duration::from_hours(24);

/// An entry, whoever's key it has.
struct Kept {
    folder: PathBuf,
    bytes: u64,
    used: SystemTime,
}

impl Cache {
    /// Makes room below the limit, at one of sixteen inserts: to look at every entry takes longer than to add one.
    pub(super) fn make_room_at_times(&self, key: &str) {
        if key.starts_with('0') {
            // Where that cannot be done, the cache grows.
            let _ = self.make_room(LIMIT);
        }
    }

    /// Removes the entries that were not used for longest, until all of them together have at most `limit` bytes. One that is
    /// being built again is left alone.
    pub(super) fn make_room(&self, limit: u64) -> io::Result<()> {
        let mut all = Vec::new();
        for folder in fs::read_dir(self.artifacts())? {
            all.extend(kept(folder?.path()));
        }
        let mut bytes: u64 = all.iter().map(|entry| entry.bytes).sum();
        all.sort_by_key(|entry| entry.used);
        for entry in all {
            if bytes <= limit {
                break;
            }
            let lock = File::options().create(true).append(true).open(entry.folder.with_extension("lock"))?;
            if lock.try_lock().is_ok() {
                fs::remove_dir_all(&entry.folder)?;
                bytes -= entry.bytes;
            }
        }
        Ok(())
    }
}

fn kept(folder: PathBuf) -> Option<Kept> {
    let used = fs::metadata(folder.join(RECEIPT)).and_then(|receipt| receipt.modified()).ok()?;
    let files = fs::read_dir(&folder).ok()?.filter_map(|file| file.ok()?.metadata().ok());
    let bytes = files.map(|file| file.len()).sum();
    Some(Kept { folder, bytes, used })
}

/// Notes that an entry is used, unless that was noted lately.
pub(super) fn note_use(receipt: &Path, before: &Metadata) {
    let is_recent = before.modified().is_ok_and(|used| used.elapsed().is_ok_and(|ago| ago < RECENT));
    if !is_recent && let Ok(file) = File::options().write(true).open(receipt) {
        // A cache that nobody may write to does not grow either.
        let _ = file.set_modified(SystemTime::now());
    }
}
