//! The private folder that a build happens in. It is gone when the [`Workspace`] is, and where a process dies without
//! cleaning up, the next one sweeps after it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{Error, durable, platform};

const PREFIX: &str = "plugwright-";

/// Folders for the programs of a build, under names that none of its packages has.
const HOME: &str = "home";
const TEMP: &str = "temporary";

/// Folder for what cargo makes.
pub(crate) const TARGET: &str = "target";

/// A folder of mode 0700 for one build.
#[derive(Debug)]
pub(crate) struct Workspace {
    // Before the lock, so that it is removed while the lock still tells others to keep off.
    folder: TempDir,
    _claim: Option<Claim>,
}

/// A locked file beside the folder: while it is locked, the folder's process lives.
#[derive(Debug)]
struct Claim {
    path: PathBuf,
    _file: File,
}

impl Workspace {
    /// Makes a folder below `root` and removes those of processes that are gone.
    pub(crate) fn create(root: &Path) -> Result<Self, Error> {
        let parent = root.join("work");
        Self::claim(&parent).map_err(|source| Error::Workspace { path: parent, source })
    }

    /// Makes a folder among the system's temporary ones, where there is no better place. Nobody sweeps there.
    pub(crate) fn create_elsewhere() -> Result<Self, Error> {
        let parent = std::env::temp_dir();
        let made = parent.canonicalize().and_then(|parent| private_temporary(&parent));
        let folder = made.map_err(|source| Error::Workspace { path: parent, source })?;
        Ok(Self { folder, _claim: None })
    }

    fn claim(parent: &Path) -> io::Result<Self> {
        durable::private_folder(parent)?;
        let parent = parent.canonicalize()?;
        // Held while folders and claims appear and vanish, so that no sweep sees one without the other.
        let gate = File::options().create(true).append(true).open(parent.join("gate.lock"))?;
        gate.lock()?;
        sweep(&parent);
        let folder = private_temporary(&parent)?;
        let path = folder.path().with_extension("claim");
        let file = File::create_new(&path)?;
        let claim = Claim { path, _file: file };
        claim._file.lock()?;
        Ok(Self { folder, _claim: Some(claim) })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Gives a program of the build a home and a place for temporary files in here.
    pub(crate) fn settle(&self, command: &mut Command) {
        for (name, part) in [("HOME", HOME), ("USERPROFILE", HOME), ("TMPDIR", TEMP), ("TEMP", TEMP), ("TMP", TEMP)] {
            command.env(name, self.path().join(part));
        }
    }

    /// The folders that cargo and build scripts write to.
    pub(crate) fn output_folders(&self) -> Vec<PathBuf> {
        [TARGET, HOME, TEMP].map(|part| self.path().join(part)).to_vec()
    }

    /// Has the folder `below` hold these files, by paths from here, and no others.
    pub(crate) fn fill(&self, below: &str, files: &BTreeMap<String, Cow<'_, [u8]>>) -> Result<(), Error> {
        let folder = self.path().join(below);
        let expected: BTreeSet<_> = files.keys().map(|path| self.path().join(path)).collect();
        prune(&folder, &expected).map_err(|source| Error::Workspace { path: folder, source })?;
        files.iter().try_for_each(|(path, bytes)| self.write(path, bytes))
    }

    /// Writes one file, whose relative path has `/` between its parts. One that has the content already is left alone, so
    /// that cargo sees that nothing happened to it.
    pub(crate) fn write(&self, relative: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.path().join(relative);
        if fs::read(&path).is_ok_and(|before| before == bytes) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(self.path());
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes));
        written.map_err(|source| Error::Workspace { path, source })
    }

    /// Reads one file of the build.
    pub(crate) fn read(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let path = self.path().join(path);
        fs::read(&path).map_err(|source| Error::Workspace { path, source })
    }
}

/// Removes the files below a folder that are not expected there.
fn prune(folder: &Path, expected: &BTreeSet<PathBuf>) -> io::Result<()> {
    let entries = match folder.read_dir() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => prune(&entry.path(), expected)?,
            false if !expected.contains(&entry.path()) => fs::remove_file(entry.path())?,
            false => {}
        }
    }
    Ok(())
}

fn private_temporary(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    platform::keep_private_temporary(&mut builder);
    let folder = builder.prefix(PREFIX).tempdir_in(parent)?;
    for part in [TARGET, HOME, TEMP] {
        fs::create_dir(folder.path().join(part))?;
    }
    Ok(folder)
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A claim that stays is swept later.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes the folders whose claim is lost or nobody's. What cannot be removed now is tried again next time.
fn sweep(parent: &Path) {
    for entry in parent.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let claim = path.with_extension("claim");
        let alive = File::open(&claim).is_ok_and(|file| file.try_lock().is_err());
        if alive {
            continue;
        }
        let _ = if path == claim { fs::remove_file(&path) } else { fs::remove_dir_all(&path) };
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Workspace;

    #[test]
    fn leaves_nothing_but_the_gate() {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(root.path()).unwrap();
        workspace.write("plugin/src/lib.rs", b"").unwrap();
        let path = workspace.path().to_owned();
        assert!(path.join("plugin/src/lib.rs").exists());
        drop(workspace);
        assert!(!path.exists());
        assert_eq!(names(&root.path().join("work")), ["gate.lock"]);
    }

    #[test]
    fn sweeps_after_the_dead_but_not_the_living() {
        let root = tempfile::tempdir().unwrap();
        let living = Workspace::create(root.path()).unwrap();
        let work = root.path().join("work");
        fs::create_dir_all(work.join("plugwright-dead/plugin")).unwrap();
        fs::write(work.join("plugwright-dead.claim"), "").unwrap();
        fs::write(work.join("plugwright-lost.claim"), "").unwrap();
        let next = Workspace::create(root.path()).unwrap();
        assert!(living.path().exists() && next.path().exists());
        assert_eq!(names(&work).len(), 5, "two folders, two claims and the gate: {:?}", names(&work));
    }

    #[cfg(unix)]
    #[test]
    fn is_private() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(root.path()).unwrap();
        assert_eq!(workspace.path().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }

    fn names(folder: &std::path::Path) -> Vec<String> {
        let entries = folder.read_dir().unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}
