//! [`Plugin`]: a built and opened plugin.

use std::path::Path;

use plugwright_codegen::{Built, BuiltFrom, Skip};
use plugwright_interface::{Interface, Value};
use plugwright_loader::{CallError, Context, Function, Isolated, Library, Memory, Metered, Residency, Unload};
use plugwright_sandbox::Missing;

use crate::{Error, pipeline};

/// A plugin that was built from its sources and is open. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Plugin {
    library: Library,
    built: Built,
}

impl Plugin {
    pub(crate) const fn new(library: Library, built: Built) -> Self {
        Self { library, built }
    }

    /// Opens a library that was built elsewhere, if it has the SHA-256 `digest`, in lower-case hex.
    ///
    /// Nothing of it is checked but that: by naming the digest the host vouches for the library, as it does for a program
    /// that it starts. It is code with all of the host's rights, also to break the host. Name only what a build of
    /// plugwright's made and somebody trusted signed, as the manager does.
    ///
    /// # Errors
    /// [`Error::Open`] where the file has another digest or is no library that this host can load.
    pub fn open_vouched(library: impl AsRef<Path>, digest: &str) -> Result<Self, Error> {
        pipeline::open_vouched(library.as_ref(), digest)
    }

    /// Finds a function by its path inside the crate (`cases::snakecase::to_snake_case`) or another of its public paths.
    ///
    /// # Errors
    /// [`Error::Open`] where there is none; the message names the most similar one.
    pub fn function(&self, name: &str) -> Result<Function, Error> {
        Ok(self.library.function(name)?)
    }

    /// Calls a function by name.
    ///
    /// # Errors
    /// As for [`Library::call`].
    #[inline]
    pub fn call(&self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        self.library.call(name, args)
    }

    /// Reads a constant by name.
    ///
    /// # Errors
    /// As for [`Library::constant`].
    pub fn constant(&self, name: &str) -> Result<Value, CallError> {
        self.library.constant(name)
    }

    /// Calls a function by name in a context, which its `&Context` parameters get; `args` are the others.
    ///
    /// # Errors
    /// As for [`Library::call`].
    pub fn call_with(&self, name: &str, context: &Context, args: &[Value]) -> Result<Value, CallError> {
        self.library.call_with(name, context, args)
    }

    /// Returns a handle whose calls each run on a thread and a stack of their own; no wall of any kind, see [`Isolated`].
    #[must_use]
    pub fn isolated_stack(&self) -> Isolated<Library> {
        self.library.isolated_stack()
    }

    /// Returns what can be called.
    #[must_use]
    pub fn interface(&self) -> &Interface {
        self.library.interface()
    }

    /// Returns the public functions that cannot be called, and why.
    #[must_use]
    pub fn skipped(&self) -> &[Skip] {
        &self.built.skipped
    }

    /// Returns what the plugin holds of the host's memory.
    #[must_use]
    pub fn memory(&self) -> Memory {
        self.library.memory()
    }

    /// Returns the built library.
    #[must_use]
    pub const fn built(&self) -> &Built {
        &self.built
    }

    /// Returns whether the library was compiled now or found in the cache.
    #[must_use]
    pub const fn origin(&self) -> BuiltFrom {
        self.built.origin
    }

    /// Returns why the library is not in the cache, where that could not be written.
    #[must_use]
    pub fn uncached(&self) -> Option<&str> {
        self.built.uncached.as_ref().map(|uncached| uncached.reason.as_str())
    }

    /// Returns the walls that the policy prefers around the build and this system does not have.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        &self.built.missing
    }

    /// Returns the plugin's library as one whose calls are counted, function by function.
    #[must_use]
    pub fn metered(&self) -> Metered {
        self.library.metered()
    }

    /// Returns what keeps the library in memory besides this handle.
    #[must_use]
    pub fn residency(&self) -> Residency {
        self.library.residency()
    }

    /// Takes the plugin out of use, unmaps it where that is safe, and says which of the two happened and why.
    pub fn unload(self) -> Unload {
        self.library.unload()
    }

    /// Returns the open library.
    #[must_use]
    pub const fn library(&self) -> &Library {
        &self.library
    }
}
