//! [`Symbol`]: a raw symbol of a library, by name. What it really is, only the host knows.

use std::fmt;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use crate::image::Image;
use crate::library::{Content, Opened, read};
use crate::mapping::Mapping;
use crate::{Error, Library};

/// A function or variable of a library, as the address that `T` is. It keeps the library open.
pub struct Symbol<T> {
    value: T,
    _library: Keeper,
}

/// What keeps a symbol's library open.
#[derive(Clone)]
enum Keeper {
    Plugin { _opened: Arc<Opened> },
    Raw { _mapping: Arc<Mapping> },
}

impl<T> Deref for Symbol<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Copy> Clone for Symbol<T> {
    fn clone(&self) -> Self {
        Self { value: self.value, _library: self._library.clone() }
    }
}

impl<T> fmt::Debug for Symbol<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Symbol").finish_non_exhaustive()
    }
}

impl<T: Copy> Symbol<T> {
    /// # Safety
    /// As for [`Library::symbol`].
    unsafe fn find(mapping: &Mapping, name: &str, path: &Path, library: Keeper) -> Result<Self, Error> {
        const { assert!(size_of::<T>() == size_of::<*const ()>(), "a symbol is an address: a function or a pointer") };
        let missing = |source| Error::NoSymbol { path: path.to_owned(), symbol: name.to_owned(), source };
        let address = mapping.address(name).map_err(missing)?;
        // SAFETY: an address has the size of a `T`, and the caller promises that it is one.
        Ok(Self { value: unsafe { std::mem::transmute_copy::<*const (), T>(&address) }, _library: library })
    }
}

impl Library {
    /// Finds a raw symbol, such as an `extern "C" fn` that a granted plugin exports. A second look-up is answered from
    /// memory.
    ///
    /// # Errors
    /// [`Error::NoSymbol`] where there is none.
    ///
    /// # Panics
    /// Does not compile where `T` is not of the size of an address.
    ///
    /// # Safety
    /// - `T` is the type of the symbol: of a function pointer for a function, of a raw pointer for a variable.
    /// - A function pointer that is copied out of the symbol is not called after the library is gone.
    pub unsafe fn symbol<T: Copy>(&self, name: &str) -> Result<Symbol<T>, Error> {
        let opened = self.opened();
        let keeper = Keeper::Plugin { _opened: opened.clone() };
        // SAFETY: the caller's promise.
        unsafe { Symbol::find(opened.mapping(), name, &opened.path, keeper) }
    }
}

/// A library that need not be a plugin, for its raw symbols. It is never unmapped.
#[derive(Clone, Debug)]
pub struct RawLibrary {
    mapping: Arc<Mapping>,
    path: Arc<Path>,
}

impl RawLibrary {
    /// Opens a library of any kind.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Unfit`], [`Error::Copy`] and [`Error::Load`].
    ///
    /// # Safety
    /// Loading the library runs its constructors, and they do no harm.
    pub unsafe fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let Content { bytes, digest } = read(path)?;
        let unfit = |source| Error::Unfit { path: path.to_owned(), source };
        let image = Image::read(&bytes).map_err(unfit)?;
        image.iter().try_for_each(Image::check).map_err(unfit)?;
        // SAFETY: the caller's promise.
        let mapping = unsafe { Mapping::load(&bytes, &digest, path, image.as_ref()) }?;
        Ok(Self { mapping: Arc::new(mapping), path: path.into() })
    }

    /// Finds a raw symbol. A second look-up is answered from memory.
    ///
    /// # Errors
    /// [`Error::NoSymbol`] where there is none.
    ///
    /// # Panics
    /// Does not compile where `T` is not of the size of an address.
    ///
    /// # Safety
    /// As for [`Library::symbol`].
    pub unsafe fn symbol<T: Copy>(&self, name: &str) -> Result<Symbol<T>, Error> {
        // SAFETY: the caller's promise.
        unsafe { Symbol::find(&self.mapping, name, &self.path, Keeper::Raw { _mapping: self.mapping.clone() }) }
    }
}
