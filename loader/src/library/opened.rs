//! [`Opened`]: what all handles to one library share, and its end.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use plugwright_interface::abi::{ContextRepr, Entry, Table};
use plugwright_interface::{Function as Signature, Interface, Value};

use crate::heap::Heap;
use crate::live::Lineage;
use crate::mapping::Mapping;
use crate::meter::Meter;
use crate::retire::{Ended, Proof, Unload, sweep};
use crate::{CallError, Error};

/// What all handles to one library share.
pub(crate) struct Opened {
    pub(crate) interface: Interface,
    pub(crate) heap: &'static Heap,
    /// Number of this library among all that were opened.
    pub(super) number: u64,
    pub(super) table: &'static Table,
    pub(super) entries: &'static [Entry],
    pub(super) names: HashMap<String, usize>,
    /// What is left out of calls of the functions that have defaults, by their paths.
    pub(crate) defaults: HashMap<String, Vec<Value>>,
    /// The functions that read the constants; their entries stand behind those of the interface's functions.
    pub(super) readers: Vec<Signature>,
    pub(crate) enter: unsafe extern "C" fn(*const ContextRepr) -> *const ContextRepr,
    /// Where the library came from.
    pub(crate) path: PathBuf,
    /// The digest of its file.
    pub(super) digest: String,
    pub(super) retired: AtomicBool,
    pub(super) proof: Proof,
    /// Where it stands among versions of itself.
    pub(crate) lineage: Lineage,
    /// Made when somebody wants the calls counted.
    pub(crate) meter: OnceLock<Arc<Meter>>,
    /// Taken where the library ends. What is `'static` above is so only until then.
    pub(super) mapping: Option<Mapping>,
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
    pub(super) fn flush(&self) {
        if self.table.facts.prints {
            (self.table.flush)();
        }
    }

    /// Ends the library, once. Whoever has it exclusively has the last handle.
    pub(super) fn end(&mut self) -> Option<Unload> {
        self.mapping.as_ref()?;
        self.flush();
        (self.table.release)(0);
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

    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        plugwright_interface::nearest(name, self.names.keys().map(String::as_str)).map(str::to_owned)
    }
}
