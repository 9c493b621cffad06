//! Built libraries, each in a folder named by its [`Key`]: the library and, written last, a receipt that says what it
//! is. An entry counts only where the receipt is the key's own and the library has the receipt's digest; anything else
//! is a miss. Nothing here knows how a library is built.

mod room;

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use plugwright_interface::{Artifact, Interface, Stamp};
use serde::{Deserialize, Serialize};

use crate::key::{Key, digest};
use crate::skip::Skip;
use crate::{durable, platform};

/// Format of the receipt. An entry of another format is a miss.
const FORMAT: u32 = 3;
const RECEIPT: &str = "receipt.json";

/// A folder of built libraries, shared by all processes of one user.
#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
}

/// A library from the cache, or on its way into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The library.
    pub artifact: Artifact,
    /// The functions that are not in it, and why.
    pub skipped: Vec<Skip>,
}

#[derive(Serialize, Deserialize)]
struct Receipt {
    format: u32,
    key: String,
    file: String,
    digest: String,
    stamp: Option<Stamp>,
    interface: Interface,
    skipped: Vec<Skip>,
}

impl Cache {
    /// Uses the folder that the variable `PLUGWRIGHT_CACHE` names, else `plugwright` in the user's cache folder, else
    /// one of this user's in the system's folder for temporary files. The folder need not exist.
    #[must_use]
    pub fn of_user() -> Self {
        let named = std::env::var_os("PLUGWRIGHT_CACHE").filter(|path| !path.is_empty()).map(PathBuf::from);
        let root = named.or_else(|| Some(user_cache()?.join("plugwright")));
        Self::at(root.unwrap_or_else(|| temporary(&std::env::temp_dir())))
    }

    /// Uses the folder `root`, which need not exist.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        // A relative folder would move with the process' working directory.
        Self { root: std::path::absolute(&root).unwrap_or(root) }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Finds the library of that key. A damaged or foreign entry is none.
    #[must_use]
    pub fn lookup(&self, key: &Key) -> Option<Entry> {
        let entry = self.find(key)?;
        let Artifact { library, digest: expected, .. } = &entry.artifact;
        (digest(&fs::read(library).ok()?) == *expected).then_some(entry)
    }

    /// Finds the entry of that key as [`Cache::lookup`] does, but does not read the library: it may be damaged or gone.
    /// That is for whoever reads it next and holds it against the digest, as opening does.
    #[must_use]
    pub fn find(&self, key: &Key) -> Option<Entry> {
        let folder = self.folder(key);
        let place = folder.join(RECEIPT);
        let mut file = File::open(&place).ok()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).ok()?;
        let receipt: Receipt = serde_json::from_slice(&text).ok()?;
        let library = folder.join(&receipt.file);
        let ours = receipt.format == FORMAT && receipt.key == key.to_string() && is_name(&receipt.file);
        if !ours || !platform::is_private(&folder) {
            return None;
        }
        room::note_use(&place, &file.metadata().ok()?);
        let Receipt { digest, stamp, interface, skipped, .. } = receipt;
        Some(Entry { artifact: Artifact { library, digest, interface, stamp }, skipped })
    }

    /// Locks a key against other threads and processes until the file is dropped. None where one of them has it.
    pub(crate) fn try_lock(&self, key: &Key) -> io::Result<Option<File>> {
        let file = self.lock_file(key)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn lock_file(&self, key: &Key) -> io::Result<File> {
        let folder = self.artifacts();
        durable::private_folder(&folder)?;
        File::options().create(true).append(true).open(folder.join(format!("{key}.lock")))
    }

    /// Puts a library into the place of whatever has that key, and returns it as it is there. The key must be locked.
    pub(crate) fn insert(&self, key: &Key, file: &str, bytes: &[u8], entry: &Entry) -> io::Result<Artifact> {
        let folder = self.folder(key);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let library = folder.join(file);
        let written = durable::write(&library, bytes)?.metadata()?;
        let stamp = match platform::is_private(&folder) {
            true => Stamp::of(&written, &entry.artifact.digest),
            false => None,
        };
        let artifact = Artifact { library, stamp, ..entry.artifact.clone() };
        let receipt = Receipt {
            format: FORMAT,
            key: key.to_string(),
            file: file.to_owned(),
            digest: artifact.digest.clone(),
            stamp: artifact.stamp.clone(),
            interface: artifact.interface.clone(),
            skipped: entry.skipped.clone(),
        };
        durable::write(&folder.join(RECEIPT), &serde_json::to_vec(&receipt)?)?;
        self.make_room_at_times(&receipt.key);
        Ok(artifact)
    }

    fn folder(&self, key: &Key) -> PathBuf {
        self.artifacts().join(key.to_string())
    }

    fn artifacts(&self) -> PathBuf {
        self.root.join("artifacts")
    }
}

/// Returns a folder below `parent` that is this user's alone. Anybody may write to `parent`, so a folder that has the
/// name already may be a trap: it could name the compiler that builds start. Where there are only such, the folder is
/// one that cannot be made.
fn temporary(parent: &Path) -> PathBuf {
    let folders = (0..8).map(|number| parent.join(format!("plugwright-{}-{number}", platform::user())));
    let mut safe = folders.filter(|folder| durable::private_folder(folder).is_ok() && platform::is_private(folder));
    safe.next().unwrap_or_else(|| parent.join("\0"))
}

/// Whether a receipt names a file of its own folder and nothing else.
fn is_name(file: &str) -> bool {
    Path::new(file).file_name().is_some_and(|name| name == file)
}

/// Where the system keeps the caches of this user.
fn user_cache() -> Option<PathBuf> {
    let var = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        var("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        Some(var("HOME")?.join("Library/Caches"))
    } else {
        var("XDG_CACHE_HOME").or_else(|| Some(var("HOME")?.join(".cache")))
    }
}

#[cfg(test)]
mod tests;
