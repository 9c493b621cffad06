//! Acquires a plugin from files: those of a folder, or of a commit. What the manifest says of its source decides which files
//! those are.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use plugwright_analyzer::{FileKind, Sources};
use serde_json::{Value, json};

use super::{AcquireOptions, Acquired, Unsigned, derive, package};
use crate::git::{Checkout, GitSource, fetch};
use crate::manifest::parse_bytes;
use crate::{Content, Error, MANIFEST_FILE, Manifest, ParsedManifest, Provenance, SignatureError, Source, SourceError};

/// The target that this program was built for: a library beside a manifest is for it.
pub(crate) const TARGET: &str = env!("PLUGWRIGHT_TARGET");

pub(super) fn acquire(folder: &Path, options: &AcquireOptions) -> Result<Acquired, Error> {
    let (text, parsed) = manifest(folder)?;
    let provenance = Provenance::Folder { path: absolute(folder) };
    let plugin = Plugin { folder, parsed, text, provenance };
    match plugin.parsed.manifest.source.clone() {
        Source::LocalSrc { path } => plugin.with_sources(&path),
        Source::LocalSo { path } => plugin.with_library(&path, options.unsigned),
        Source::Package { path } => plugin.with_package(&path, options),
        Source::RemoteGit { url, rev, subdir } => {
            let source = GitSource { url, rev, subdir };
            let checkout = fetch(&source, options).map_err(|source| plugin.git_error(source))?;
            let sources = checkout.files.iter().filter(|(path, _)| path.as_str() != MANIFEST_FILE);
            let provenance = source.provenance(&checkout);
            Plugin { provenance, ..plugin }.acquired(files_below(sources), &packed_sources())
        }
    }
}

pub(super) fn acquire_git(source: &GitSource, options: &AcquireOptions) -> Result<Acquired, Error> {
    let fetched = fetch(source, options);
    let checkout = fetched.map_err(|error| Error::Git { url: source.url.clone(), source: error })?;
    let path = PathBuf::from(source.url.as_str());
    let file = |name: &str| checkout.files.get(name).map(Vec::as_slice);
    let derived = || derive::manifest_of(std::str::from_utf8(file("Cargo.toml")?).ok()?);
    let text = match file(MANIFEST_FILE) {
        Some(text) => text.to_vec(),
        None => derived().ok_or_else(|| Error::sources(&path, SourceError::NoManifest))?.into_bytes(),
    };
    let parsed =
        parse_bytes(&text).map_err(|diagnostics| Error::Manifest { path: path.join(MANIFEST_FILE), diagnostics })?;
    let Source::LocalSrc { path: package } = parsed.manifest.source.clone() else {
        return Err(Error::sources(&path, SourceError::NotInRepository));
    };
    let prefix = match package.to_str() {
        Some(".") | None => String::new(),
        Some(package) => format!("{package}/"),
    };
    let sources = checkout.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes)));
    let sources = sources.filter(|(path, _)| *path != MANIFEST_FILE);
    let provenance = source.provenance(&checkout);
    Plugin { folder: &path, parsed, text, provenance }.acquired(files_below(sources), &packed_sources())
}

/// A path that still leads there when the next version is asked for.
pub(crate) fn absolute(path: &Path) -> String {
    std::path::absolute(path).as_deref().unwrap_or(path).display().to_string()
}

/// Reads the manifest, or makes that of a plain Cargo package.
fn manifest(folder: &Path) -> Result<(Vec<u8>, ParsedManifest), Error> {
    let path = folder.join(MANIFEST_FILE);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let cargo = folder.join("Cargo.toml");
            let cargo = fs::read_to_string(&cargo).map_err(|source| Error::Read { path: path.clone(), source })?;
            derive::manifest_of(&cargo).ok_or_else(|| Error::sources(folder, SourceError::NoManifest))?.into_bytes()
        }
        Err(source) => return Err(Error::Read { path, source }),
    };
    let parsed = parse_bytes(&text).map_err(|diagnostics| Error::Manifest { path, diagnostics })?;
    Ok((text, parsed))
}

/// A plugin whose manifest is read.
struct Plugin<'f> {
    folder: &'f Path,
    parsed: ParsedManifest,
    text: Vec<u8>,
    provenance: Provenance,
}

impl Plugin<'_> {
    /// Adds the manifest, which from now on says where in the content the code is. Where it came from, the receipt says.
    fn acquired(self, mut content: Content, source: &Value) -> Result<Acquired, Error> {
        let unreadable = |diagnostics| Error::Manifest { path: self.folder.join(MANIFEST_FILE), diagnostics };
        let mut manifest: Value = serde_json::from_slice(&self.text).unwrap_or_default();
        if let Some(fields) = manifest.as_object_mut() {
            fields.insert("source".to_owned(), source.clone());
        }
        let text = format!("{manifest:#}\n");
        let settled = parse_bytes(text.as_bytes()).map_err(unreadable)?;
        content.insert(MANIFEST_FILE, text);
        Ok(Acquired {
            manifest: settled.manifest,
            warnings: self.parsed.warnings,
            content,
            provenance: self.provenance,
            archive: None,
            signed: None,
        })
    }

    fn with_sources(self, path: &Path) -> Result<Acquired, Error> {
        let folder = self.inside(path)?;
        let wrong = |source| Error::sources(&folder, source);
        let sources = plugwright_analyzer::load(&folder).map_err(|source| wrong(SourceError::Load(source)))?;
        let content = content_of(&sources).map_err(wrong)?;
        self.acquired(content, &packed_sources())
    }

    /// Nobody can have signed a library that lies beside a manifest.
    fn with_library(self, path: &Path, unsigned: Unsigned) -> Result<Acquired, Error> {
        let file = self.inside(path)?;
        SourceError::check_abi(&self.parsed.manifest).map_err(|source| Error::sources(&file, source))?;
        if unsigned == Unsigned::Refuse {
            return Err(Error::Signature { path: file, source: SignatureError::Missing });
        }
        let bytes = fs::read(&file).map_err(|source| Error::Read { path: file.clone(), source })?;
        let name = file.file_name().map_or(Cow::Borrowed("library"), |name| name.to_string_lossy());
        let path = format!("lib/{TARGET}/{name}");
        let source = json!({ "mode": "local_so", "path": path });
        let mut content = Content::default();
        content.insert(path, bytes);
        self.acquired(content, &source)
    }

    /// The package is the plugin; the manifest beside it only says where it is.
    fn with_package(self, path: &Path, options: &AcquireOptions) -> Result<Acquired, Error> {
        let file = self.inside(path)?;
        let acquired = package::acquire(&file, options)?;
        let id = |manifest: &Manifest| format!("{} {}", manifest.name, manifest.version);
        let (expected, found) = (id(&self.parsed.manifest), id(&acquired.manifest));
        if expected == found {
            Ok(acquired)
        } else {
            Err(Error::sources(&file, SourceError::OtherPlugin { expected, found }))
        }
    }

    /// Finds a file of the folder; a link may not lead elsewhere.
    fn inside(&self, path: &Path) -> Result<PathBuf, Error> {
        let real = |path: &Path| fs::canonicalize(path).map_err(|source| Error::Read { path: path.to_owned(), source });
        let joined = if path == Path::new(".") { self.folder.to_owned() } else { self.folder.join(path) };
        match real(&joined)?.starts_with(real(self.folder)?) {
            true => Ok(joined),
            false => Err(Error::sources(&joined, SourceError::Outside)),
        }
    }

    fn git_error(&self, source: crate::GitError) -> Error {
        match &self.parsed.manifest.source {
            Source::RemoteGit { url, .. } => Error::Git { url: url.clone(), source },
            _ => Error::sources(self.folder, SourceError::NotInRepository),
        }
    }
}

/// The files of a Cargo package, below `src/`.
fn content_of(sources: &Sources) -> Result<Content, SourceError> {
    if sources.workspace().is_some() {
        return Err(SourceError::Workspace);
    }
    let mut content = Content::default();
    for file in sources.files().iter().filter(|file| file.path != MANIFEST_FILE) {
        match file.kind {
            FileKind::Regular => content.insert(format!("src/{}", file.path), file.bytes.clone()),
            _ => return Err(SourceError::NotAFile { path: file.path.clone() }),
        }
    }
    Ok(content)
}

/// What a manifest says of the sources in a package.
fn packed_sources() -> Value {
    json!({ "mode": "local_src", "path": "src" })
}

fn files_below<'f>(files: impl Iterator<Item = (impl AsRef<str>, &'f Vec<u8>)>) -> Content {
    let mut content = Content::default();
    files.for_each(|(path, bytes)| content.insert(format!("src/{}", path.as_ref()), bytes.clone()));
    content
}

impl GitSource {
    fn provenance(&self, checkout: &Checkout) -> Provenance {
        Provenance::Git {
            url: self.url.to_string(),
            commit: checkout.commit.clone(),
            rev: self.rev.as_ref().map(ToString::to_string),
            subdir: self.subdir.as_ref().map(|subdir| subdir.display().to_string()),
        }
    }
}
