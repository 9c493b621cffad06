//! [`Library`]: an open plugin. Opening checks once, so that calls need not.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use plugwright_interface::abi::{ABI_VERSION, ContextRepr, ENTRY_SYMBOL, Entry, EntryPoint, Status, Table};
use plugwright_interface::{Artifact, Constant, Function as Signature, Handle, Interface, Value};
use sha2::{Digest, Sha256};

use crate::handles::Handles;
use crate::heap::Heap;
use crate::image::Image;
use crate::mapping::Mapping;
use crate::meter::Meter;
use crate::retire::{Ended, Pin, Proof, Residency, Unload, sweep};
use crate::{CallError, Context, Error, Function, Future, Memory, Object, Threads, Traits, Unfit};

static OPENED: AtomicU64 = AtomicU64::new(1);

/// An open plugin library. Cloning is cheap and gives another handle to the same library.
///
/// # Thread safety
/// A library may be used from any number of threads at once, as far as the plugin's own functions may.
#[derive(Clone)]
pub struct Library {
    opened: Arc<Opened>,
}

/// What all handles to one library share.
pub(crate) struct Opened {
    pub(crate) interface: Interface,
    pub(crate) heap: &'static Heap,
    /// Number of this library among all that were opened.
    number: u64,
    table: &'static Table,
    entries: &'static [Entry],
    names: HashMap<String, usize>,
    /// The functions that read the constants; their entries stand behind those of the interface's functions.
    readers: Vec<Signature>,
    pub(crate) enter: unsafe extern "C" fn(*const ContextRepr) -> *const ContextRepr,
    /// Where the library came from.
    pub(crate) path: PathBuf,
    /// The digest of its file.
    digest: String,
    retired: AtomicBool,
    proof: Proof,
    /// Made when somebody wants the calls counted.
    pub(crate) meter: OnceLock<Arc<Meter>>,
    /// Taken where the library ends. What is `'static` above is so only until then.
    mapping: Option<Mapping>,
}

impl Library {
    /// Opens the library that a build made.
    ///
    /// The file's digest is compared with that of the audit, and the interface inside with that of the build. What is
    /// loaded is a private copy, so the file may be replaced or removed afterwards.
    ///
    /// # Errors
    /// Where the file cannot be read, copied or loaded, was changed since the audit, or is not of this host's ABI.
    ///
    /// # Safety
    /// - The artifact comes from a build of plugwright's, or from where nobody else can write: its digest is that of a
    ///   library that a build linked and audited. Any library can be named in an artifact, and loading it runs its code.
    /// - What the plugin does with `unsafe`, where it was granted that, is sound.
    pub unsafe fn open(artifact: &Artifact) -> Result<Self, Error> {
        let path = &artifact.library;
        // SAFETY: the digest will be that of a library that was audited, as the caller promises.
        let library = unsafe { open(path, Some(&artifact.digest)) }?;
        match *library.interface() == artifact.interface {
            true => Ok(library),
            false => Err(Error::Mismatch { path: path.clone() }),
        }
    }

    /// Opens a library that is in memory and has the SHA-256 `digest`; `path` is where it is from.
    ///
    /// # Safety
    /// As for [`Library::open`], for a library of that digest.
    pub(crate) unsafe fn open_bytes(bytes: &[u8], digest: &str, path: &Path) -> Result<Self, Error> {
        // SAFETY: the caller's promise.
        unsafe { open_bytes((bytes, hex(&Sha256::digest(bytes))), path, Some(digest)) }
    }

    /// Opens a library that was built elsewhere, of which nothing but the file is known.
    ///
    /// # Errors
    /// As for [`Library::open`]. [`Error::Unfit`] where the file is none that this host can load, which is found out
    /// before anything of it runs; the source says what to do.
    ///
    /// # Safety
    /// - The file is what a build of plugwright's linked and audited. What is only said to be such a file runs its code
    ///   with the host's rights when it is loaded.
    /// - What the plugin does with `unsafe`, where it was granted that, is sound.
    pub unsafe fn open_path(path: impl AsRef<Path>) -> Result<Self, Error> {
        // SAFETY: the caller's promise.
        unsafe { open(path.as_ref(), None) }
    }

    /// Opens a library that was built elsewhere, if it has the SHA-256 `digest`, in lower-case hex.
    ///
    /// # Errors
    /// As for [`Library::open_path`], and [`Error::Digest`].
    ///
    /// # Safety
    /// As for [`Library::open_path`], for a file of that digest.
    pub unsafe fn open_path_with_digest(path: impl AsRef<Path>, digest: &str) -> Result<Self, Error> {
        // SAFETY: the caller's promise.
        unsafe { open(path.as_ref(), Some(digest)) }
    }

    /// Returns what can be called.
    #[must_use]
    pub fn interface(&self) -> &Interface {
        &self.opened.interface
    }

    /// Finds a function by its path or one of its aliases.
    ///
    /// # Errors
    /// Where there is none; the error names the most similar one.
    pub fn function(&self, name: &str) -> Result<Function, Error> {
        match self.opened.index(name) {
            _ if self.opened.is_retired() => Err(Error::Retired { krate: self.interface().krate.clone() }),
            Some(index) => Ok(Function::new(self.opened.clone(), index)),
            None => Err(self.opened.no_function(name)),
        }
    }

    /// Calls a function by name. A [`Function`] that is held saves the look-up.
    ///
    /// # Errors
    /// As for [`Function::call`], and where there is no such function.
    #[inline]
    pub fn call(&self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        if self.opened.is_retired() {
            return Err(CallError::Retired { krate: self.interface().krate.clone() });
        }
        self.opened.call(name, args)
    }

    /// Calls a function by name, and returns what it comes to as a future, as [`Function::call_async`] does.
    pub fn call_async(&self, name: &str, args: &[Value]) -> Future<'static, Value> {
        match self.opened.index(name) {
            _ if self.opened.is_retired() => {
                Future::ready(Err(CallError::Retired { krate: self.interface().krate.clone() }))
            }
            Some(index) => Function::new(self.opened.clone(), index).call_async(args),
            None => {
                Future::ready(Err(CallError::NoFunction { name: name.to_owned(), nearest: self.opened.nearest(name) }))
            }
        }
    }

    /// Returns the digest of the file that was loaded: SHA-256 in lower-case hex.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.opened.digest
    }

    /// Returns the compiler that built the library, by the hash of its commit. Any compiler will do: what crosses does
    /// not depend on it.
    #[must_use]
    pub fn rustc(&self) -> String {
        // SAFETY: the library is mapped while there is a handle.
        String::from_utf8_lossy(unsafe { self.opened.table.rustc.read() }).into_owned()
    }

    /// Returns the target that the library was built for, such as `x86_64-unknown-linux-gnu`.
    #[must_use]
    pub fn target(&self) -> String {
        // SAFETY: as in `rustc`.
        String::from_utf8_lossy(unsafe { self.opened.table.target.read() }).into_owned()
    }

    /// Returns what keeps the library in memory besides this handle.
    #[must_use]
    pub fn residency(&self) -> Residency {
        let others = Arc::strong_count(&self.opened) - 1;
        let handles = (others > 0).then_some(Pin::Handles(others));
        let pins = handles.into_iter().chain(self.opened.proof.pins(self.opened.heap)).collect();
        Residency { pins, memory: self.memory() }
    }

    /// Takes the library out of use, unmaps it where that is safe, and says which of the two happened and why.
    ///
    /// Where others hold handles, those go on; with the last of them the library is unmapped if it can be. From now on
    /// no handle to the library resolves anything new.
    pub fn unload(self) -> Unload {
        self.opened.retired.store(true, Relaxed);
        match Arc::try_unwrap(self.opened) {
            Ok(mut opened) => opened.end().unwrap_or(Unload::Retired { pins: Vec::new() }),
            Err(opened) => Unload::Retired { pins: Self { opened }.residency().pins },
        }
    }

    pub(crate) const fn from_opened(opened: Arc<Opened>) -> Self {
        Self { opened }
    }

    pub(crate) fn into_opened(self) -> Arc<Opened> {
        self.opened
    }

    pub(crate) const fn opened(&self) -> &Arc<Opened> {
        &self.opened
    }

    /// Reads a constant by its path or one of its aliases.
    ///
    /// # Errors
    /// [`CallError::NoConstant`] where there is none; the others as for [`Function::call`].
    pub fn constant(&self, name: &str) -> Result<Value, CallError> {
        let constants = &self.opened.interface.constants;
        match constants.iter().position(|constant| constant.answers_to(name)) {
            Some(index) => crate::function::call(&self.opened, self.opened.interface.functions.len() + index, &[]),
            None => {
                let names = constants.iter().map(|constant| constant.path.as_str());
                let nearest = plugwright_interface::nearest(name, names).map(str::to_owned);
                Err(CallError::NoConstant { name: name.to_owned(), nearest })
            }
        }
    }

    /// Finds the function that reads a constant, by the constant's path or one of its aliases.
    ///
    /// # Errors
    /// Where there is no such constant.
    pub fn reader(&self, name: &str) -> Result<Function, Error> {
        let Interface { krate, functions, constants, .. } = self.interface();
        match constants.iter().position(|constant| constant.answers_to(name)) {
            Some(index) => Ok(Function::new(self.opened.clone(), functions.len() + index)),
            None => Err(Error::NoFunction { krate: krate.clone(), name: name.to_owned(), nearest: None }),
        }
    }

    /// Calls a function by name in a context, which its `&Context` parameters get; `args` are the others.
    ///
    /// # Errors
    /// As for [`Library::call`].
    pub fn call_with(&self, name: &str, context: &Context, args: &[Value]) -> Result<Value, CallError> {
        match self.opened.index(name) {
            _ if self.opened.is_retired() => Err(CallError::Retired { krate: self.interface().krate.clone() }),
            Some(index) => crate::function::call_with(&self.opened, index, context, args),
            None => Err(CallError::NoFunction { name: name.to_owned(), nearest: self.opened.nearest(name) }),
        }
    }

    /// Says what the compiler found of an opaque type of the plugin, by its path in the interface.
    #[must_use]
    pub fn traits(&self, path: &str) -> Option<Traits> {
        self.opened.class(path).map(Traits::of)
    }

    /// Takes the value behind a handle, away from all clones of the handle.
    ///
    /// # Errors
    /// Where the handle is of another library, or its value is gone, in use, of another thread, or not as free to go to
    /// other threads as `T` says.
    pub fn take<T: ?Sized + Threads>(&self, handle: &Handle) -> Result<Object<T>, CallError> {
        Handles(&self.opened).take(handle)
    }

    /// Writes out what the plugin printed to standard output since its last line break. That happens by itself when the
    /// last handle to the library is dropped.
    pub fn flush(&self) {
        self.opened.flush();
    }

    /// Returns what the plugin holds of the host's memory.
    #[must_use]
    pub fn memory(&self) -> Memory {
        self.opened.heap.memory()
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interface { krate, version, functions, .. } = self.interface();
        write!(f, "Library({krate} {version}, {} functions)", functions.len())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

impl Opened {
    #[inline]
    pub(crate) fn entry(&self, index: usize) -> &'static Entry {
        &self.entries[index]
    }

    /// The function behind an entry.
    #[inline]
    pub(crate) fn signature(&self, index: usize) -> &Signature {
        let functions = &self.interface.functions;
        functions.get(index).unwrap_or_else(|| &self.readers[index - functions.len()])
    }

    pub(crate) fn is_retired(&self) -> bool {
        self.retired.load(Relaxed)
    }

    pub(crate) fn mapping(&self) -> &Mapping {
        self.mapping.as_ref().expect("it is taken only by `end`, which nobody calls on what is shared")
    }

    /// A plugin that does not print is spared the memory that its standard library takes to look for something printed.
    fn flush(&self) {
        if self.table.facts.prints {
            (self.table.flush)();
        }
    }

    /// Ends the library, once. Whoever has it exclusively has the last handle.
    fn end(&mut self) -> Option<Unload> {
        self.mapping.as_ref()?;
        self.flush();
        let ended = Ended { mapping: self.mapping.take()?, heap: self.heap, proof: self.proof.clone() };
        // SAFETY: every handle and every call has a share of this value, and this is the only one.
        let unload = unsafe { ended.unload() };
        sweep();
        Some(unload)
    }

    /// Finds a function by its path or one of its aliases.
    #[inline]
    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// Finds a function with a signature of that hash.
    pub(crate) fn find(&self, path: &str, signature: u64) -> Option<usize> {
        self.index(path).filter(|index| self.entry(*index).signature == signature)
    }

    /// Calls a function by name.
    #[inline]
    pub(crate) fn call(self: &Arc<Self>, name: &str, args: &[Value]) -> Result<Value, CallError> {
        match self.index(name) {
            Some(index) => crate::function::call(self, index, args),
            None => Err(CallError::NoFunction { name: name.to_owned(), nearest: self.nearest(name) }),
        }
    }

    pub(crate) fn no_function(&self, name: &str) -> Error {
        let krate = self.interface.krate.clone();
        Error::NoFunction { krate, name: name.to_owned(), nearest: self.nearest(name) }
    }

    pub(crate) const fn table(&self) -> &'static Table {
        self.table
    }

    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    fn nearest(&self, name: &str) -> Option<String> {
        plugwright_interface::nearest(name, self.names.keys().map(String::as_str)).map(str::to_owned)
    }
}

/// Reads a library file and its digest.
pub(crate) fn read(path: &Path) -> Result<(Vec<u8>, String), Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let digest = hex(&Sha256::digest(&bytes));
    Ok((bytes, digest))
}

/// Opens a library, of the given digest if there is one.
///
/// # Safety
/// It is one that a build linked and audited.
unsafe fn open(path: &Path, expected: Option<&str>) -> Result<Library, Error> {
    let (bytes, digest) = read(path)?;
    // SAFETY: the caller's promise.
    unsafe { open_bytes((&bytes, digest), path, expected) }
}

/// Opens a library that is in memory, given with its digest; `path` is where it is from.
///
/// # Safety
/// As for [`Library::open_path`], for a library of these bytes.
unsafe fn open_bytes((bytes, digest): (&[u8], String), path: &Path, expected: Option<&str>) -> Result<Library, Error> {
    sweep();
    if let Some(expected) = expected.filter(|expected| *expected != digest) {
        return Err(Error::Digest { path: path.to_owned(), expected: expected.to_owned(), found: digest });
    }
    let unfit = |source| Error::Unfit { path: path.to_owned(), source };
    let image = Image::read(bytes).map_err(unfit)?;
    if let Some(image) = &image {
        image.check().map_err(unfit)?;
        match () {
            () if !image.exports(ENTRY_SYMBOL) => return Err(unfit(Unfit::NotAPlugin)),
            // What was built here may be loaded on trial; what comes from elsewhere shall load everywhere.
            () if expected.is_none() && image.has_static_tls() => return Err(unfit(Unfit::StaticTls)),
            () => {}
        }
    }
    // SAFETY: the caller's promise.
    let mapping = unsafe { Mapping::load(bytes, &digest, path, image.as_ref()) }?;
    let table = read_table(&mapping, path)?;
    let interface = check_table(table, path)?;
    let proof = Proof::new(table.facts, image.as_ref());
    attach(interface, table, Source { path: path.to_owned(), digest, proof, mapping })
}

/// What is known of a library besides its table.
struct Source {
    path: PathBuf,
    digest: String,
    proof: Proof,
    mapping: Mapping,
}

fn attach(interface: Interface, table: &'static Table, source: Source) -> Result<Library, Error> {
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
        table,
        entries: entries(table),
        names,
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

/// Reads the interface out of a table and holds the entries against it.
fn check_table(table: &'static Table, path: &Path) -> Result<Interface, Error> {
    // SAFETY: the library is mapped.
    let json = unsafe { table.interface.read() };
    let interface: Interface =
        serde_json::from_slice(json).map_err(|source| Error::Interface { path: path.to_owned(), source })?;
    let signatures = interface.entries().map(|func| func.signature_hash(&interface.types));
    match entries(table).iter().map(|entry| entry.signature).eq(signatures) {
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
