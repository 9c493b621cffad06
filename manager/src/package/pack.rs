//! [`write_package`]: content to the bytes of a `.plg` file, always the same ones.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use super::entry::BadEntry;
use super::{Content, SUMS_FILE};
use crate::PackageError;

/// Every file is as old as this: 2001-09-09. Some programs find the year 1970 odd.
const TIME: u64 = 1_000_000_000;

/// How every package begins: gzip, no flags, no time, no hint of level or system.
pub(super) const BEGINNING: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// Packs the content.
///
/// # Errors
/// [`PackageError::Entry`] for the first file that has no place in a package.
pub fn write_package(content: &Content) -> Result<Vec<u8>, PackageError> {
    content.check_paths()?;
    let gzip = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::default());
    let mut archive = Builder::new(gzip);
    let sums = content.sums().to_string();
    for (path, bytes) in std::iter::once((SUMS_FILE, sums.as_bytes())).chain(content.files()) {
        let long = |_| PackageError::Entry { path: path.to_owned(), source: BadEntry::Long };
        append(&mut archive, path, bytes).map_err(long)?;
    }
    // Memory takes whatever is written to it.
    let mut package = archive.into_inner().and_then(flate2::write::GzEncoder::finish).unwrap_or_default();
    if let Some(beginning) = package.get_mut(..BEGINNING.len()) {
        // The level says nothing to who unpacks.
        beginning.copy_from_slice(&BEGINNING);
    }
    Ok(package)
}

fn append(archive: &mut Builder<impl Write>, path: &str, bytes: &[u8]) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_path(path)?;
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(TIME);
    header.set_size(bytes.len() as u64);
    header.set_cksum();
    archive.append(&header, bytes)
}
