//! The way from a file to an [`Opened`]: everything is checked once, before anything of the library's can be called.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use plugwright_interface::abi::{ABI_VERSION, ENTRY_SYMBOL, Entry, EntryPoint, Status, Table};
use plugwright_interface::{Artifact, Constant, Interface, Stamp, Value};
use sha2::{Digest, Sha256};

use super::{Library, Opened};
use crate::heap::Heap;
use crate::image::Image;
use crate::live::Lineage;
use crate::mapping::Mapping;
use crate::retire::{Proof, sweep};
use crate::{Error, Unfit};

static OPENED: AtomicU64 = AtomicU64::new(1);

/// What a library shall be.
#[derive(Clone, Copy)]
pub(super) enum Expected<'e> {
    Anything,
    OfDigest(&'e str),
    Artifact(&'e Artifact),
}

impl<'e> Expected<'e> {
    const fn digest(self) -> Option<&'e str> {
        match self {
            Self::Anything => None,
            Self::OfDigest(digest) => Some(digest),
            Self::Artifact(artifact) => Some(artifact.digest.as_str()),
        }
    }

    const fn interface(self) -> Option<&'e Interface> {
        match self {
            Self::Anything | Self::OfDigest(_) => None,
            Self::Artifact(artifact) => Some(&artifact.interface),
        }
    }
}

/// A library file in memory.
pub(crate) struct Content {
    pub bytes: Vec<u8>,
    pub digest: String,
}

/// Reads a library file, and takes its digest.
pub(crate) fn read(path: &Path) -> Result<Content, Error> {
    let (bytes, _) = read_file(path)?;
    let digest = hex(&Sha256::digest(&bytes));
    Ok(Content { bytes, digest })
}

/// Reads the library of an artifact. Of one that nobody has touched since its digest was taken, that digest is believed:
/// to take it again takes longer than everything else about opening.
fn read_artifact(artifact: &Artifact) -> Result<Content, Error> {
    let (bytes, metadata) = read_file(&artifact.library)?;
    let is_untouched = artifact.stamp.is_some() && artifact.stamp == Stamp::of(&metadata, &artifact.digest);
    let digest = match is_untouched {
        true => artifact.digest.clone(),
        false => hex(&Sha256::digest(&bytes)),
    };
    Ok(Content { bytes, digest })
}

/// Reads a file, and what the system says of it after that: a change meanwhile shows there.
fn read_file(path: &Path) -> Result<(Vec<u8>, Metadata), Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|mut file| {
        file.read_to_end(&mut bytes)?;
        file.metadata()
    });
    let metadata = read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
    Ok((bytes, metadata))
}

/// Opens a library file.
///
/// # Safety
/// It is one that a build linked and audited.
pub(super) unsafe fn open(path: &Path, expected: Expected<'_>) -> Result<Library, Error> {
    let Content { bytes, digest } = match expected {
        Expected::Artifact(artifact) => read_artifact(artifact)?,
        Expected::Anything | Expected::OfDigest(_) => read(path)?,
    };
    // SAFETY: the caller's promise.
    unsafe { open_bytes((&bytes, digest), path, expected) }
}

/// Opens a library that is in memory, given with its digest; `path` is where it is from.
///
/// # Safety
/// As for [`Library::open_path`], for a library of these bytes.
pub(super) unsafe fn open_bytes(
    (bytes, digest): (&[u8], String),
    path: &Path,
    expected: Expected<'_>,
) -> Result<Library, Error> {
    sweep();
    if let Some(expected) = expected.digest().filter(|expected| *expected != digest) {
        return Err(Error::Digest { path: path.to_owned(), expected: expected.to_owned(), found: digest });
    }
    let unfit = |source| Error::Unfit { path: path.to_owned(), source };
    let image = Image::read(bytes).map_err(unfit)?;
    if let Some(image) = &image {
        image.check().map_err(unfit)?;
        match () {
            () if !image.exports(ENTRY_SYMBOL) => return Err(unfit(Unfit::NotAPlugin)),
            // What was built here may be loaded on trial; what comes from elsewhere shall load everywhere.
            () if expected.digest().is_none() && image.has_static_tls() => return Err(unfit(Unfit::StaticTls)),
            () => {}
        }
    }
    // SAFETY: the caller's promise.
    let mapping = unsafe { Mapping::load(bytes, &digest, path, image.as_ref()) }?;
    let table = read_table(&mapping, path)?;
    let interface = read_interface(table, path, expected.interface())?;
    let defaults = defaults(&interface);
    let defaults = defaults.map_err(|source| Error::Interface { path: path.to_owned(), source })?;
    let proof = Proof::new(table.facts, image.as_ref());
    attach((interface, defaults), table, Source { path: path.to_owned(), digest, proof, mapping })
}

/// What may be left out of calls of each function that has defaults.
type Defaults = HashMap<String, Vec<Value>>;

fn defaults(interface: &Interface) -> Result<Defaults, serde_json::Error> {
    let Interface { functions, types, .. } = interface;
    let with_defaults = functions.iter().filter(|func| func.params.iter().any(|param| param.default.is_some()));
    with_defaults.map(|func| Ok((func.path.clone(), func.defaults(types)?))).collect()
}

/// What is known of a library besides its table.
struct Source {
    path: PathBuf,
    digest: String,
    proof: Proof,
    mapping: Mapping,
}

fn attach(
    (interface, defaults): (Interface, Defaults),
    table: &'static Table,
    source: Source,
) -> Result<Library, Error> {
    let Source { path, digest, proof, mapping } = source;
    let heap = Heap::new();
    // SAFETY: the host lives for as long as the library is mapped, and no entry was called yet.
    if unsafe { (table.init)(heap.host()) } != Status::OK {
        return Err(Error::Mismatch { path });
    }
    let functions = interface.functions.iter().enumerate();
    let names = functions
        .flat_map(|(index, func)| func.aliases.iter().chain([&func.path]).map(move |name| (name.clone(), index)))
        .collect();
    let opened = Arc::new(Opened {
        heap,
        number: OPENED.fetch_add(1, Relaxed),
        meter: OnceLock::new(),
        lineage: Lineage::default(),
        table,
        entries: entries(table),
        names,
        defaults,
        readers: interface.constants.iter().map(Constant::reader).collect(),
        interface,
        enter: table.enter,
        path,
        digest,
        retired: AtomicBool::new(false),
        proof,
        mapping: Some(mapping),
    });
    heap.belongs_to(&opened);
    Ok(Library { opened })
}

/// Asks the library for its table.
fn read_table(mapping: &Mapping, path: &Path) -> Result<&'static Table, Error> {
    let entry = mapping.address(ENTRY_SYMBOL);
    let entry = entry.map_err(|source| Error::NoEntry { path: path.to_owned(), symbol: ENTRY_SYMBOL, source })?;
    // SAFETY: `open` was promised a bridge of plugwright's, and this is the symbol's type in every version.
    let entry = unsafe { std::mem::transmute::<*const (), EntryPoint>(entry) };
    // SAFETY: the entry point takes nothing and returns a static table, whose first field is the same in every version.
    let (table, abi) = unsafe {
        let table = entry();
        (table, (&raw const (*table).abi).read())
    };
    match abi {
        // SAFETY: a table of our version is of this type, and nobody keeps it for longer than the library is mapped.
        ABI_VERSION => Ok(unsafe { &*table }),
        found => Err(Error::Abi { path: path.to_owned(), expected: ABI_VERSION, found }),
    }
}

/// Reads the interface out of a table, and holds it and the entries against each other and against the expected one.
fn read_interface(table: &'static Table, path: &Path, expected: Option<&Interface>) -> Result<Interface, Error> {
    // SAFETY: the library is mapped.
    let json = unsafe { table.interface.read() };
    let is_text_of = |interface: &&Interface| serde_json::to_vec(interface).is_ok_and(|text| text == json);
    let interface = match expected.filter(is_text_of) {
        // To write the expected one took less time than to read this one would.
        Some(expected) => expected.clone(),
        None => serde_json::from_slice(json).map_err(|source| Error::Interface { path: path.to_owned(), source })?,
    };
    let signatures = interface.entries().map(|func| func.signature_hash(&interface.types));
    let fits = entries(table).iter().map(|entry| entry.signature).eq(signatures);
    match fits && expected.is_none_or(|expected| *expected == interface) {
        true => Ok(interface),
        false => Err(Error::Mismatch { path: path.to_owned() }),
    }
}

fn entries(table: &'static Table) -> &'static [Entry] {
    if table.entry_count == 0 {
        return &[];
    }
    // SAFETY: a table of our ABI version points at that many entries, and nobody keeps them for longer than the library.
    unsafe { std::slice::from_raw_parts(table.entries, table.entry_count as usize) }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
