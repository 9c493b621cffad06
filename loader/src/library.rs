//! [`Library`]: an open plugin. Opening checks once, so that calls need not.

mod open;
mod opened;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use plugwright_interface::{Artifact, Handle, Interface, Value};
use sha2::{Digest, Sha256};

use crate::handles::Handles;
use crate::retire::{Pin, Residency, Unload};
use crate::{CallError, Context, Error, Function, Future, Memory, Object, Threads, Traits};
use open::{Expected, hex, open, open_bytes};

pub(crate) use open::{Content, read};
pub(crate) use opened::Opened;

/// An open plugin library. Cloning is cheap and gives another handle to the same library.
///
/// # Thread safety
/// A library may be used from any number of threads at once, as far as the plugin's own functions may.
#[derive(Clone)]
pub struct Library {
    opened: Arc<Opened>,
}

impl Library {
    /// Opens the library that a build made.
    ///
    /// The file's digest is compared with that of the audit, unless its stamp says that it is the very file which the audit
    /// left, and the interface inside with that of the build. What is loaded is a private copy, so the file may be replaced
    /// or removed afterwards.
    ///
    /// # Errors
    /// Where the file cannot be read, copied or loaded, was changed since the audit, or is not of this host's ABI.
    ///
    /// # Safety
    /// - The artifact comes from a build of plugwright's, or from where nobody else can write: its digest and stamp are
    ///   those of a library that a build linked and audited. Any library can be named in an artifact, and loading it runs
    ///   its code.
    /// - What the plugin does with `unsafe`, where it was granted that, is sound.
    pub unsafe fn open(artifact: &Artifact) -> Result<Self, Error> {
        // SAFETY: the digest will be that of a library that was audited, as the caller promises.
        unsafe { open(&artifact.library, Expected::Artifact(artifact)) }
    }

    /// Opens a library that is in memory and has the SHA-256 `digest`; `path` is where it is from.
    ///
    /// # Safety
    /// As for [`Library::open`], for a library of that digest.
    pub(crate) unsafe fn open_bytes(bytes: &[u8], digest: &str, path: &Path) -> Result<Self, Error> {
        // SAFETY: the caller's promise.
        unsafe { open_bytes((bytes, hex(&Sha256::digest(bytes))), path, Expected::OfDigest(digest)) }
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
        unsafe { open(path.as_ref(), Expected::Anything) }
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
        unsafe { open(path.as_ref(), Expected::OfDigest(digest)) }
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
