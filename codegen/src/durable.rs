//! Writes a file so that a reader sees the old content or the new, never half of one.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::platform;

/// Writes beside `path` and renames over it. The folder of `path` is made where it does not exist. Returns the file that was
/// written, whatever has its name by now.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file.persist(path)?)
}

/// Makes a folder, with its parents, that only its owner can enter. One that exists is left as it is.
pub(crate) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    platform::keep_private(&mut builder);
    builder.recursive(true).create(path)
}
