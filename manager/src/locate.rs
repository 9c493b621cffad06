//! [`Code`]: where the code of a version is, once it is on this machine, and whether it may be used.
//!
//! Sources may always be built, because the policy judges them. A prebuilt library was judged by nobody here, so somebody
//! trusted must vouch for it: by the signature of the package that it came in, whose key is still trusted, or by a word of
//! whoever installed it or runs the manager.

use std::fs;
use std::path::{Path, PathBuf};

use crate::disk::Disk;
use crate::package::lay_out;
use crate::{
    AcquireOptions, Acquired, Digest, Error, Installed, ManageError, Manager, Manifest, OnProgress, Origin, Receipt,
    SignatureError, Source, SourceError, TrustedKeys, Unsigned, acquire,
};

/// Name of the file of trusted keys in a base folder.
pub const KEYS_FILE: &str = "trusted-keys";

/// The code of a version.
pub(crate) enum Code {
    /// The folder of a Cargo package.
    Sources(PathBuf),
    /// A library that somebody vouches for.
    Library {
        path: PathBuf,
        /// Of the library that is vouched for.
        digest: Digest,
        /// What the package held.
        folder: PathBuf,
    },
}

impl Manager {
    /// Finds the code of the version in that folder; brings it here where it is a package or in a repository.
    pub(crate) fn locate(&self, manifest: &Manifest, folder: &Path) -> Result<Code, ManageError> {
        let failed = |source: Error| ManageError::Code { plugin: manifest.name.clone(), source: Box::new(source) };
        match &manifest.source {
            Source::LocalSrc { path } => Ok(Code::Sources(folder.join(path))),
            Source::LocalSo { path } => {
                let file = folder.join(path);
                let digest = match self.inner.installed(folder)? {
                    Some(installed) => self.installed_library(&installed, path),
                    None => self.own_library(manifest, folder, &file),
                };
                let digest = digest.map_err(failed)?;
                Ok(Code::Library { path: file, digest, folder: folder.to_owned() })
            }
            Source::RemoteGit { .. } | Source::Package { .. } => self.bring(manifest, folder).map_err(failed),
        }
    }

    /// A library that the store holds. Whoever installed it without a signature said that it may be used.
    fn installed_library(&self, installed: &Installed, path: &Path) -> Result<Digest, Error> {
        let Receipt { key, .. } = &installed.receipt;
        if let Some(key) = key {
            let keys = self.keys()?;
            if !keys.iter().any(|trusted| trusted.text() == key) {
                let source = SignatureError::Untrusted { keys: keys.iter().count() };
                return Err(Error::Signature { path: installed.folder.join(path), source });
            }
        }
        Ok(installed.digest_of(path)?)
    }

    /// A library in a person's folder, which nobody can have signed.
    fn own_library(&self, manifest: &Manifest, folder: &Path, file: &Path) -> Result<Digest, Error> {
        let read = |path: &Path| fs::canonicalize(path).map_err(|source| Error::Read { path: path.to_owned(), source });
        if !read(file)?.starts_with(read(folder)?) {
            return Err(Error::sources(file, SourceError::Outside));
        }
        if self.inner.shared.options.unsigned == Unsigned::Refuse {
            return Err(Error::Signature { path: file.to_owned(), source: SignatureError::Missing });
        }
        SourceError::check_abi(manifest).map_err(|source| Error::sources(file, source))?;
        let bytes = fs::read(file).map_err(|source| Error::Read { path: file.to_owned(), source })?;
        Ok(Digest::of(&bytes))
    }

    /// Gets what the manifest only names, and puts it below the cache.
    ///
    /// A repository is asked once for each version that the manifest names, so that a server which is down stops nothing
    /// that ran before. A package is there, and is verified each time.
    fn bring(&self, manifest: &Manifest, folder: &Path) -> Result<Code, Error> {
        let disk = Disk::default();
        let root = self.inner.shared.options.cache.root().join("sources");
        let mark = match &manifest.source {
            Source::RemoteGit { .. } => Some(root.join(format!("{}.brought", asked(manifest)))),
            _ => None,
        };
        let brought = mark.as_ref().and_then(|mark| Some(root.join(fs::read_to_string(mark).ok()?)));
        if let Some(here) = brought.filter(|here| here.is_dir()) {
            return Ok(Code::Sources(here.join("src")));
        }
        let Acquired { content, manifest, .. } = acquire(&Origin::Folder(folder.to_owned()), &self.acquire_options()?)?;
        let tree = content.sums().tree().to_string();
        let here = root.join(&tree);
        if !here.is_dir() {
            disk.make_folder(&root)?;
            let new = tempfile::Builder::new().prefix(".new-").tempdir_in(&root);
            let new = new.map_err(|source| Error::Write { path: root.clone(), source })?;
            let whole = new.path().join("plugin");
            lay_out(&disk, &content, &whole, &OnProgress::default())?;
            // Where another process was quicker, it has put the same there.
            match fs::rename(&whole, &here) {
                Err(source) if !here.is_dir() => return Err(Error::Write { path: here, source }),
                _ => {}
            }
        }
        if let Some(mark) = mark {
            disk.replace(&mark, tree.as_bytes())?;
        }
        match &manifest.source {
            // Who signed it was asked when it was acquired, and this is what was acquired.
            Source::LocalSo { path } => {
                let bytes = path.to_str().and_then(|path| content.file(path)).unwrap_or_default();
                Ok(Code::Library { path: here.join(path), digest: Digest::of(bytes), folder: here })
            }
            _ => Ok(Code::Sources(here.join("src"))),
        }
    }

    fn acquire_options(&self) -> Result<AcquireOptions, Error> {
        let options = &self.inner.shared.options;
        let cache = options.cache.root().join("git");
        let acquire = AcquireOptions::new(self.keys()?, cache.clone());
        let git = options.git.clone().unwrap_or(acquire.git);
        Ok(AcquireOptions { unsigned: options.unsigned, git, ..acquire })
    }

    /// The keys whose signatures count.
    fn keys(&self) -> Result<TrustedKeys, Error> {
        match &self.inner.shared.options.keys {
            Some(keys) => Ok(keys.clone()),
            None => TrustedKeys::load(&self.inner.base.join(KEYS_FILE)),
        }
    }
}

/// Names what a manifest asks a repository for.
fn asked(manifest: &Manifest) -> Digest {
    // A manifest always has a JSON form.
    let source = serde_json::to_string(&manifest.source).unwrap_or_default();
    Digest::of(format!("{} {} {source}", manifest.name, manifest.version).as_bytes())
}
