//! [`Sources`]: the files of one plugin folder, held in memory. Everything after this works on these bytes and never
//! goes back to the disk; reading the disk is `load.rs`.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The files of a plugin folder, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    root: PathBuf,
    files: Vec<SourceFile>,
    workspace: Option<SourceFile>,
}

/// One file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the folder, parts separated by `/`; a name that is not UTF-8 is spelled lossily.
    pub path: String,
    /// The content; empty unless `kind` is [`FileKind::Regular`].
    pub bytes: Vec<u8>,
    /// What stands on the disk under this path.
    pub kind: FileKind,
}

/// What kind of directory entry a [`SourceFile`] is. Only regular files are read, the rest is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file that was read.
    Regular,
    /// A symbolic link, to whatever.
    Symlink,
    /// A device, a pipe or a socket.
    Special,
    /// A regular file above [`Sources::FILE_LIMIT`].
    TooLarge,
    /// Anything whose name is not UTF-8 or holds control characters. Its path is shown with those escaped.
    BadName,
}

/// Index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl Sources {
    /// Size in bytes above which a file is listed but not read.
    pub const FILE_LIMIT: u64 = 16 << 20;

    /// Builds sources from texts, for callers that have no folder.
    pub fn from_files<P, B>(files: impl IntoIterator<Item = (P, B)>) -> Self
    where
        P: Into<String>,
        B: Into<Vec<u8>>,
    {
        let regular =
            |(path, bytes): (P, B)| SourceFile { path: path.into(), bytes: bytes.into(), kind: FileKind::Regular };
        Self::new(PathBuf::new(), files.into_iter().map(regular).collect(), None)
    }

    pub(crate) fn new(root: PathBuf, mut files: Vec<SourceFile>, workspace: Option<SourceFile>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { root, files, workspace }
    }

    /// The same crate with all of its text in its root file, whose path that is.
    #[must_use]
    pub fn in_one_file(&self, root: &str, text: &str) -> Self {
        let manifest = self.files.iter().filter(|file| file.path == "Cargo.toml").cloned();
        let bytes = text.as_bytes().to_vec();
        let root = SourceFile { path: root.to_owned(), bytes, kind: FileKind::Regular };
        Self::new(self.root.clone(), manifest.chain([root]).collect(), self.workspace.clone())
    }

    /// The folder that was loaded; empty for sources that never had one.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// All files in order of their paths.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The manifest of the workspace that the package inherits keys from, when it stands above the folder. Its path
    /// starts with `../`.
    #[must_use]
    pub fn workspace(&self) -> Option<&SourceFile> {
        self.workspace.as_ref()
    }

    /// Returns the file with that id.
    ///
    /// # Panics
    ///
    /// When the id belongs to other sources.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Finds a file by its relative path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<FileId> {
        let index = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        u32::try_from(index).ok().map(FileId)
    }

    /// Returns the SHA-256 over the path, kind and content of every file, 64 lower-case hex digits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for file in self.files.iter().chain(&self.workspace) {
            hash.update([file.kind as u8]);
            hash.update((file.path.len() as u64).to_le_bytes());
            hash.update(&file.path);
            hash.update((file.bytes.len() as u64).to_le_bytes());
            hash.update(&file.bytes);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
