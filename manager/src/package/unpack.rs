//! [`read_package`]: the bytes of a `.plg` file to its content, all of it checked, at bounded cost. Nothing here touches a
//! disk.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use tar::{Archive, EntryType};

use super::content::belongs;
use super::entry::{BadEntry, Paths};
use super::pack::BEGINNING;
use super::{Content, SUMS_FILE, Sums, UnpackLimits};
use crate::{MANIFEST_FILE, OnProgress, PackageError, Progress};

/// Content up to this size may be packed as well as it can be.
const SMALL: u64 = 1 << 20;

/// Unpacks and checks a package.
///
/// # Errors
/// [`PackageError`] for the first thing that is wrong with it.
pub fn read_package(package: &[u8], limits: &UnpackLimits) -> Result<(Content, Sums), PackageError> {
    read_package_told(package, limits, &OnProgress::default())
}

/// The same, while somebody is told how far it is.
pub(crate) fn read_package_told(
    package: &[u8],
    limits: &UnpackLimits,
    on_progress: &OnProgress,
) -> Result<(Content, Sums), PackageError> {
    if package.len() as u64 > limits.archive {
        return Err(PackageError::ArchiveTooLarge { limit: limits.archive });
    }
    if package.len() < BEGINNING.len() && BEGINNING.starts_with(package) {
        return Err(PackageError::CutOff);
    }
    if !package.starts_with(&BEGINNING) {
        return Err(PackageError::NotAPackage);
    }
    let packed = package.len() as u64;
    let bounded = Bounded { from: GzDecoder::new(package), read: 0, packed, limits, on_progress };
    let mut archive = Archive::new(bounded);
    let mut content = read_files(&mut archive, limits)?;
    let mut bounded = archive.into_inner();
    // Only at its end does gzip compare the content with its checksum.
    check_end(&mut bounded)?;
    if !bounded.from.into_inner().is_empty() {
        return Err(PackageError::Trailing);
    }
    let said = content.take(SUMS_FILE).ok_or(PackageError::Missing { path: SUMS_FILE.to_owned() })?;
    let said: Sums = std::str::from_utf8(&said).map_or(Err(PackageError::Sums), str::parse)?;
    let sums = content.sums();
    said.check(&sums)?;
    match content.file(MANIFEST_FILE) {
        Some(_) => Ok((content, sums)),
        None => Err(PackageError::Missing { path: MANIFEST_FILE.to_owned() }),
    }
}

fn read_files(archive: &mut Archive<impl Read>, limits: &UnpackLimits) -> Result<Content, PackageError> {
    let mut content = Content::default();
    let mut paths = Paths::default();
    // Raw, so that extensions of the format are files like others, and refused.
    for (count, entry) in archive.entries().map_err(failed)?.raw(true).enumerate() {
        let mut entry = entry.map_err(failed)?;
        if count == limits.entries {
            return Err(PackageError::TooManyEntries { limit: limits.entries });
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let refused = |source| PackageError::Entry { path: path.clone(), source };
        if std::str::from_utf8(&entry.path_bytes()).is_err() {
            return Err(refused(BadEntry::NotText));
        }
        if entry.header().entry_type() != EntryType::Regular {
            return Err(refused(BadEntry::NotAFile));
        }
        paths.admit(&path).map_err(refused)?;
        if !belongs(&path) {
            return Err(refused(BadEntry::Foreign));
        }
        // The header may promise more than there is.
        let size = usize::try_from(entry.size().min(SMALL)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(size);
        entry.read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 != entry.size() {
            return Err(PackageError::CutOff);
        }
        content.insert(path, bytes);
    }
    Ok(content)
}

/// Reads to the end, where nothing but zeros may be.
fn check_end(rest: &mut impl Read) -> Result<(), PackageError> {
    let mut buffer = [0; 512];
    loop {
        match rest.read(&mut buffer).map_err(failed)? {
            0 => return Ok(()),
            read if buffer[..read].iter().any(|byte| *byte != 0) => return Err(PackageError::Trailing),
            _ => {}
        }
    }
}

/// A reader that stops at the limits.
struct Bounded<'p> {
    from: GzDecoder<&'p [u8]>,
    read: u64,
    packed: u64,
    limits: &'p UnpackLimits,
    on_progress: &'p OnProgress,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        let before = self.read;
        self.read += read as u64;
        if before / SMALL != self.read / SMALL {
            let done = self.packed - self.from.get_ref().len() as u64;
            self.on_progress.tell(Progress::Unpacking { done, total: self.packed });
        }
        if self.read > self.limits.bytes {
            return Err(io::Error::other(PackageError::TooLarge { limit: self.limits.bytes }));
        }
        if self.read > SMALL && self.read / self.packed.max(1) >= self.limits.ratio {
            return Err(io::Error::other(PackageError::Ratio { limit: self.limits.ratio }));
        }
        Ok(read)
    }
}

/// What a failed read says about the package.
fn failed(error: io::Error) -> PackageError {
    let cut_off = error.kind() == io::ErrorKind::UnexpectedEof;
    match error.downcast::<PackageError>() {
        Ok(limit) => limit,
        Err(_) if cut_off => PackageError::CutOff,
        Err(_) => PackageError::Damaged,
    }
}
