//! [`Library`]: an open plugin. Opening checks once, so that calls need not.

use std::collections::HashMap;
use std::fmt;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;

use plugwright_interface::abi::{ABI_VERSION, ContextRepr, ENTRY_SYMBOL, Entry, EntryPoint, Status, Table};
use plugwright_interface::{Artifact, Constant, Function as Signature, Interface, Value};
use sha2::{Digest, Sha256};

use crate::heap::Heap;
use crate::private_copy::PrivateCopy;
use crate::{CallError, Context, Error, Function, Memory};

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
    entries: &'static [Entry],
    names: HashMap<String, usize>,
    /// The functions that read the constants; their entries stand behind those of the interface's functions.
    readers: Vec<Signature>,
    flush: extern "C" fn(),
    pub(crate) enter: unsafe extern "C" fn(*const ContextRepr) -> *const ContextRepr,
    /// Never closed: a thread-local with a destructor or a running thread keeps a library mapped whatever `dlclose`
    /// says, and unmapping code that is still needed would be worse.
    _handle: ManuallyDrop<libloading::Library>,
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
        let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let found = hex(&Sha256::digest(&bytes));
        if found != artifact.digest {
            return Err(Error::Digest { path: path.clone(), expected: artifact.digest.clone(), found });
        }
        // SAFETY: the digest is that of a library that was audited, as the caller promises.
        let handle = unsafe { load(&bytes, &found, path) }?;
        let table = read_table(&handle, path)?;
        let interface = check_table(table, path)?;
        if interface != artifact.interface {
            return Err(Error::Mismatch { path: path.clone() });
        }
        Self::attach(interface, table, handle, path)
    }

    fn attach(
        interface: Interface,
        table: &'static Table,
        handle: ManuallyDrop<libloading::Library>,
        path: &Path,
    ) -> Result<Self, Error> {
        let heap = Heap::new();
        // SAFETY: the host lives for the rest of the process, and no entry was called yet.
        if unsafe { (table.init)(heap.host()) } != Status::OK {
            return Err(Error::Mismatch { path: path.to_owned() });
        }
        let functions = interface.functions.iter().enumerate();
        let names = functions
            .flat_map(|(index, func)| func.aliases.iter().chain([&func.path]).map(move |name| (name.clone(), index)))
            .collect();
        let entries = entries(table);
        let readers = interface.constants.iter().map(Constant::reader).collect();
        let (flush, enter) = (table.flush, table.enter);
        let opened = Opened { interface, heap, entries, names, readers, flush, enter, _handle: handle };
        Ok(Self { opened: Arc::new(opened) })
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
        self.opened.call(name, args)
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

    /// Calls a function by name in a context, which its `&Context` parameters get; `args` are the others.
    ///
    /// # Errors
    /// As for [`Library::call`].
    pub fn call_with(&self, name: &str, context: &Context, args: &[Value]) -> Result<Value, CallError> {
        match self.opened.names.get(name) {
            Some(&index) => crate::function::call_with(&self.opened, index, context, args),
            None => Err(CallError::NoFunction { name: name.to_owned(), nearest: self.opened.nearest(name) }),
        }
    }

    /// Writes out what the plugin printed to standard output since its last line break. That happens by itself when the
    /// last handle to the library is dropped.
    pub fn flush(&self) {
        (self.opened.flush)();
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
        (self.flush)();
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
    pub(crate) fn call(&self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        match self.index(name) {
            Some(index) => crate::function::call(self, index, args),
            None => Err(CallError::NoFunction { name: name.to_owned(), nearest: self.nearest(name) }),
        }
    }

    pub(crate) fn no_function(&self, name: &str) -> Error {
        let krate = self.interface.krate.clone();
        Error::NoFunction { krate, name: name.to_owned(), nearest: self.nearest(name) }
    }

    fn nearest(&self, name: &str) -> Option<String> {
        plugwright_interface::nearest(name, self.names.keys().map(String::as_str)).map(str::to_owned)
    }
}

/// Loads a private copy among the temporary files, or beside `path` where nothing there may be executed or written.
///
/// # Safety
/// As for [`libloading::Library::new`], for a file of these bytes.
unsafe fn load(bytes: &[u8], digest: &str, path: &Path) -> Result<ManuallyDrop<libloading::Library>, Error> {
    let load_in = |folder: &Path| {
        let copy = PrivateCopy::new(folder, bytes, digest)?;
        // SAFETY: the caller's promise.
        let handle = unsafe { load_now_and_local(copy.path()) };
        handle.map(ManuallyDrop::new).map_err(|source| Error::Load { path: path.to_owned(), source })
    };
    let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    load_in(&std::env::temp_dir()).or_else(|error| load_in(beside).map_err(|_second| error))
}

/// Resolves every symbol now, so that a missing one is an error here and not a crash in a call, and keeps the library's
/// symbols from others.
///
/// # Safety
/// As for [`libloading::Library::new`].
#[cfg(unix)]
unsafe fn load_now_and_local(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: the caller's promise.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

/// Loads a library; on Windows symbols are always resolved at once and never shared.
///
/// # Safety
/// As for [`libloading::Library::new`].
#[cfg(windows)]
unsafe fn load_now_and_local(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller's promise.
    unsafe { libloading::Library::new(path) }
}

/// Asks the library for its table.
fn read_table(handle: &ManuallyDrop<libloading::Library>, path: &Path) -> Result<&'static Table, Error> {
    // SAFETY: `open` was promised a bridge of plugwright's, and this is the symbol's type in every version.
    let entry = unsafe { handle.get::<EntryPoint>(ENTRY_SYMBOL) };
    let entry = entry.map_err(|source| Error::NoEntry { path: path.to_owned(), symbol: ENTRY_SYMBOL, source })?;
    // SAFETY: the entry point takes nothing and returns a static table, whose first field is the same in every version.
    let (table, abi) = unsafe {
        let table = entry();
        (table, (&raw const (*table).abi).read())
    };
    match abi {
        // SAFETY: a table of our version is of this type; the library is never unmapped.
        ABI_VERSION => Ok(unsafe { &*table }),
        found => Err(Error::Abi { path: path.to_owned(), expected: ABI_VERSION, found }),
    }
}

/// Reads the interface out of a table and holds the entries against it.
fn check_table(table: &'static Table, path: &Path) -> Result<Interface, Error> {
    // SAFETY: the library is never unmapped.
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
    // SAFETY: a table of our ABI version points at that many entries, and the library is never unmapped.
    unsafe { std::slice::from_raw_parts(table.entries, table.entry_count as usize) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
