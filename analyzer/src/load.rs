//! Reads a plugin folder into [`Sources`]. The only file of this crate that touches the disk; it starts nothing and
//! follows no link.

use std::fs;
use std::io;
use std::io::Read as _;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::error::Error;
use crate::source::{FileKind, SourceFile, Sources};

const MAX_FILES: usize = 20_000;
const MAX_TOTAL: u64 = 256 << 20;
const MAX_DEPTH: usize = 64;
/// How many folders above the plugin's are looked at for the workspace that it inherits from.
const MAX_PARENTS: usize = 8;

/// Reads every regular file of `dir` once, leaving out `.git` folders and the `target` folder at the top.
///
/// Links, special files and files above [`Sources::FILE_LIMIT`] are listed without content.
///
/// # Errors
///
/// [`Error::NotAFolder`], [`Error::Read`] for the first file that cannot be read, and [`Error::TooMuch`] when the folder
/// is out of all proportion.
pub fn load(dir: &Path) -> Result<Sources, Error> {
    if !dir.is_dir() {
        return Err(Error::NotAFolder { dir: dir.to_owned() });
    }
    let too_much = |limit| Error::TooMuch { dir: dir.to_owned(), limit };
    let mut files = Vec::new();
    let mut total = 0;
    let walk = WalkDir::new(dir).follow_links(false).follow_root_links(true).max_depth(MAX_DEPTH).min_depth(1);
    for entry in walk.into_iter().filter_entry(is_wanted) {
        let entry = entry.map_err(|error| read_error(dir, error))?;
        if entry.file_type().is_dir() {
            if entry.depth() == MAX_DEPTH {
                return Err(too_much("64 folders inside each other"));
            }
            continue;
        }
        let file = read_entry(dir, &entry)?;
        total += file.bytes.len() as u64;
        if total > MAX_TOTAL {
            return Err(too_much("256 MiB"));
        }
        if files.len() == MAX_FILES {
            return Err(too_much("20,000 files"));
        }
        files.push(file);
    }
    let workspace = find_workspace(dir, &files)?;
    Ok(Sources::new(dir.to_owned(), files, workspace))
}

fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    !(entry.file_type().is_dir() && (name == ".git" || (entry.depth() == 1 && name == "target")))
}

fn read_entry(dir: &Path, entry: &DirEntry) -> Result<SourceFile, Error> {
    let relative = entry.path().strip_prefix(dir).unwrap_or(entry.path());
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    let path = parts.join("/");
    let kind = kind(entry, &path, relative);
    let (bytes, kind) = match kind {
        FileKind::Regular => read_bounded(entry.path())?,
        // It is shown, and never opened.
        FileKind::BadName => return Ok(SourceFile { path: path.escape_debug().to_string(), bytes: Vec::new(), kind }),
        kind => (Vec::new(), kind),
    };
    Ok(SourceFile { path, bytes, kind })
}

fn kind(entry: &DirEntry, path: &str, relative: &Path) -> FileKind {
    // Cargo reads the names of files line by line, and so do terminals.
    if relative.to_str().is_none() || path.contains(char::is_control) {
        FileKind::BadName
    } else if entry.file_type().is_symlink() {
        FileKind::Symlink
    } else if !entry.file_type().is_file() {
        FileKind::Special
    } else {
        FileKind::Regular
    }
}

/// Reads at most one byte more than allowed, so that a file that grows meanwhile cannot fill the memory.
fn read_bounded(path: &Path) -> Result<(Vec<u8>, FileKind), Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let file = fs::File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > Sources::FILE_LIMIT {
        return Ok((Vec::new(), FileKind::TooLarge));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(Sources::FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > Sources::FILE_LIMIT {
        return Ok((Vec::new(), FileKind::TooLarge));
    }
    Ok((bytes, FileKind::Regular))
}

/// Finds the manifest that `key.workspace = true` refers to, when the plugin's own manifest uses such keys and is not
/// a workspace itself.
fn find_workspace(dir: &Path, files: &[SourceFile]) -> Result<Option<SourceFile>, Error> {
    let Some(manifest) = files.iter().find(|file| file.path == "Cargo.toml") else { return Ok(None) };
    let text = String::from_utf8_lossy(&manifest.bytes);
    if !text.contains("workspace") || text.contains("[workspace") {
        return Ok(None);
    }
    let source = |source| Error::Read { path: dir.to_owned(), source };
    let dir = fs::canonicalize(dir).map_err(source)?;
    for (steps, parent) in dir.ancestors().enumerate().skip(1).take(MAX_PARENTS) {
        let candidate = parent.join("Cargo.toml");
        if !candidate.is_file() {
            continue;
        }
        let (bytes, kind) = read_bounded(&candidate)?;
        if String::from_utf8_lossy(&bytes).contains("[workspace") {
            let path = format!("{}Cargo.toml", "../".repeat(steps));
            return Ok(Some(SourceFile { path, bytes, kind }));
        }
    }
    Ok(None)
}

fn read_error(dir: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(dir).to_owned();
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other("links form a loop"));
    Error::Read { path, source }
}

#[cfg(test)]
mod tests;
