//! Every operation by which the store changes the disk. What is done in which order is the store's business; here each is
//! one step that a test can make the last one, as a loss of power would, or let fail, as a full disk does.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// A file is written in pieces of this size, so that a full disk or a killed process leaves half of one.
const PIECE: usize = 1 << 20;

/// Whether to wait until the disk has it. Tests kill processes, which loses nothing that the system has.
const DURABLE: bool = !cfg!(test);

/// The disk.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    pub(crate) before: Option<std::sync::Arc<Before>>,
}

/// What a test does before each step: the operation, and what it is about.
#[cfg(test)]
pub(crate) type Before = dyn Fn(&str, &Path) -> io::Result<()> + Send + Sync;

impl Disk {
    #[cfg(not(test))]
    #[allow(clippy::unused_self, reason = "the self of tests is used")]
    fn step(&self, _: &'static str, _: &Path) -> io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    fn step(&self, operation: &'static str, path: &Path) -> io::Result<()> {
        self.before.as_ref().map_or(Ok(()), |before| before(operation, path))
    }

    /// Does one step and says which one failed.
    fn run<R>(
        &self,
        operation: &'static str,
        path: &Path,
        work: impl FnOnce() -> io::Result<R>,
    ) -> Result<R, StoreError> {
        let failed = |source| StoreError::Disk { operation, path: path.to_owned(), source };
        self.step(operation, path).and_then(|()| work()).map_err(failed)
    }

    /// Makes a folder, with its parents, that only its owner can enter. One that exists is left as it is.
    pub(crate) fn make_folder(&self, path: &Path) -> Result<(), StoreError> {
        if path.is_dir() {
            return Ok(());
        }
        self.run("make the folder", path, || {
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.recursive(true).create(path)
        })
    }

    /// Writes a file that does not exist.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let mut file = self.run("make", path, || File::options().write(true).create_new(true).open(path))?;
        for piece in bytes.chunks(PIECE) {
            self.run("write", path, || file.write_all(piece))?;
        }
        self.run("write", path, || if DURABLE { file.sync_all() } else { Ok(()) })
    }

    /// Gives a file new content so that a reader sees the old one or the new one. Whoever calls it has the lock of it.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let beside = PathBuf::from(name);
        // What a killed process left.
        self.remove_file(&beside)?;
        self.write(&beside, bytes)?;
        self.rename(&beside, path)
    }

    /// Gives a file or folder another name, in place of a file that has it.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), StoreError> {
        self.run("rename", from, || fs::rename(from, to))?;
        self.sync_folder(to.parent().unwrap_or(to))
    }

    /// Removes a file; one that is not there is removed already.
    pub(crate) fn remove_file(&self, path: &Path) -> Result<(), StoreError> {
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        self.run("remove", path, || gone(fs::remove_file(path)))
    }

    /// Removes a folder and everything in it, without following links.
    pub(crate) fn remove_folder(&self, path: &Path) -> Result<(), StoreError> {
        for entry in self.list(path)? {
            match entry.is_dir() && !entry.is_symlink() {
                true => self.remove_folder(&entry)?,
                false => self.remove_file(&entry)?,
            }
        }
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        self.run("remove", path, || gone(fs::remove_dir(path)))
    }

    /// Lists what is in a folder, in order of the names; a folder that is not there is empty.
    #[allow(clippy::unused_self, reason = "every use of the disk goes through it")]
    pub(crate) fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
        let failed = |source| StoreError::Disk { operation: "list", path: folder.to_owned(), source };
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed));
        let mut paths = paths.collect::<Result<Vec<_>, _>>()?;
        paths.sort();
        Ok(paths)
    }

    /// Makes names in a folder last.
    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> Result<(), StoreError> {
        self.run("write", folder, || if DURABLE { File::open(folder)?.sync_all() } else { Ok(()) })
    }

    /// Other systems keep names by themselves.
    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> Result<(), StoreError> {
        Ok(())
    }
}

/// What is not there need not be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
