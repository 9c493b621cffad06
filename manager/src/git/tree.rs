//! The files of a commit: first what they are and how large, then, where that is acceptable, their bytes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use tar::{Archive, EntryType};

use super::GitOptions;
use super::program::Git;
use crate::GitError;
use crate::package::{BadEntry, Paths};

/// Name of the archive in the copy of the repository.
const ARCHIVE: &str = "plugwright.tar";

/// Reads all files of a commit below a folder, the empty text for all of them.
pub(super) fn read(
    git: &Git<'_>,
    folder: &Path,
    tree: &str,
    options: &GitOptions,
) -> Result<BTreeMap<String, Vec<u8>>, GitError> {
    check(&git.run("list the commit", &["ls-tree", "-r", "-l", "-z", "--full-tree", tree])?, options)?;
    git.run("read the commit", &["archive", "--format=tar", "-o", ARCHIVE, tree])?;
    let path = folder.join(ARCHIVE);
    let failed = |source| GitError::Copy { path: path.clone(), source };
    let mut files = BTreeMap::new();
    let mut archive = Archive::new(BufReader::new(File::open(&path).map_err(failed)?));
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        if entry.header().entry_type() == EntryType::Regular {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(failed)?;
            files.insert(name, bytes);
        }
    }
    fs::remove_file(&path).map_err(failed)?;
    Ok(files)
}

/// Checks the list of files, each `mode type name size<tab>path`, ended by a zero.
fn check(list: &[u8], options: &GitOptions) -> Result<(), GitError> {
    let mut paths = Paths::default();
    let mut total = 0_u64;
    for (count, line) in list.split(|byte| *byte == 0).filter(|line| !line.is_empty()).enumerate() {
        if count == options.files {
            return Err(GitError::TooManyFiles { limit: options.files });
        }
        let line = String::from_utf8_lossy(line);
        let (about, path) = line.split_once('\t').unwrap_or((&line, ""));
        let mut about = about.split_ascii_whitespace();
        let regular = matches!(about.next(), Some("100644" | "100755" | "100664"));
        let admitted = if regular { paths.admit(path) } else { Err(BadEntry::NotAFile) };
        admitted.map_err(|source| GitError::Entry { path: path.to_owned(), source })?;
        total = total.saturating_add(about.next_back().and_then(|size| size.parse().ok()).unwrap_or(u64::MAX));
        if total > options.bytes {
            return Err(GitError::TooLarge { limit: options.bytes });
        }
    }
    Ok(())
}
