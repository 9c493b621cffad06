//! [`lay_out()`]: content to files below a folder.

use std::path::Path;

use super::SUMS_FILE;
use crate::disk::Disk;
use crate::{Content, OnProgress, Progress, StoreError};

/// Writes the files of a package below a folder, which is new.
pub(crate) fn lay_out(disk: &Disk, content: &Content, folder: &Path, told: &OnProgress) -> Result<(), StoreError> {
    let total = content.files().map(|(_, bytes)| bytes.len() as u64).sum();
    let mut done = 0;
    disk.make_folder(folder)?;
    disk.write(&folder.join(SUMS_FILE), content.sums().to_string().as_bytes())?;
    for (path, bytes) in content.files() {
        let path = folder.join(path);
        disk.make_folder(path.parent().unwrap_or(folder))?;
        disk.write(&path, bytes)?;
        done += bytes.len() as u64;
        told.tell(Progress::Storing { done, total });
    }
    Ok(())
}
