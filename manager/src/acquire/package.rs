//! Acquires a `.plg` file: the signature first, then the content, then whether both speak of the same.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::folder::absolute;
use super::{AcquireOptions, Acquired, Unsigned};
use crate::manifest::parse_bytes;
use crate::package::read_package_told;
use crate::sign::{SIGNATURE_SUFFIX, Signed, Statement, verify_package};
use crate::{Digest, Error, MANIFEST_FILE, PackageError, Provenance, SignatureError, Source, SourceError};

/// A signature is a few lines.
const LARGEST_SIGNATURE: u64 = 64 << 10;

pub(super) fn acquire(path: &Path, options: &AcquireOptions) -> Result<Acquired, Error> {
    let bytes = read(path, options.limits.archive)?;
    let distrusted = |source| Error::Signature { path: path.to_owned(), source };
    let signed = match (signature(path)?, options.unsigned) {
        (Some(signature), unsigned) => match verify_package(&bytes, &signature, &options.keys) {
            // A signature of a stranger is worth as much as none.
            Err(SignatureError::Untrusted { .. }) if unsigned == Unsigned::Allow => None,
            verified => Some(verified.map_err(distrusted)?),
        },
        (None, Unsigned::Allow) => None,
        (None, Unsigned::Refuse) => return Err(distrusted(SignatureError::Missing)),
    };
    let faulty = |source| Error::Package { path: path.to_owned(), source };
    let (content, _) = read_package_told(&bytes, &options.limits, &options.on_progress).map_err(faulty)?;
    let manifest = content.file(MANIFEST_FILE).unwrap_or_default();
    let parsed = parse_bytes(manifest);
    let parsed = parsed.map_err(|diagnostics| Error::Manifest { path: path.join(MANIFEST_FILE), diagnostics })?;
    if let Some(Signed { statement, .. }) = &signed {
        statement.check(&Statement::of(&parsed.manifest, &content, &bytes)).map_err(distrusted)?;
    }
    let inside = match &parsed.manifest.source {
        Source::LocalSrc { path: sources } => sources == Path::new("src"),
        Source::LocalSo { path: library } => library.to_str().is_some_and(|path| content.file(path).is_some()),
        _ => false,
    };
    if !inside {
        return Err(Error::sources(path, SourceError::NotInPackage));
    }
    Ok(Acquired {
        manifest: parsed.manifest,
        warnings: parsed.warnings,
        content,
        provenance: Provenance::Package { path: absolute(path) },
        archive: Some(Digest::of(&bytes)),
        signed,
    })
}

fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len().min(limit);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Error::Package { path: path.to_owned(), source: PackageError::ArchiveTooLarge { limit } });
    }
    Ok(bytes)
}

/// Reads the signature beside a package, if there is one.
fn signature(path: &Path) -> Result<Option<String>, Error> {
    let mut name = path.as_os_str().to_owned();
    name.push(SIGNATURE_SUFFIX);
    let path = Path::new(&name);
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        _ => {}
    }
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST_SIGNATURE).read_to_string(&mut text));
    read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok(Some(text))
}
