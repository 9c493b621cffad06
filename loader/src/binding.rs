//! [`Binding`]: what generated bindings keep: their library, opened at the first call, and every function in it, verified
//! once.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::{CallError, Error, Library, Object};

/// A call through generated bindings came to no result.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BindingError {
    /// The library could not be opened, or is not of the interface that the bindings were made of.
    #[error("cannot open the plugin `{krate}`")]
    Open {
        /// The plugin's crate.
        krate: &'static str,
        /// Why.
        #[source]
        source: &'static Error,
    },
    /// The bindings wait for their library.
    #[error("the bindings to `{krate}` were given no library: call `plugwright_attach` first")]
    Detached {
        /// The plugin's crate.
        krate: &'static str,
    },
    /// The call itself came to no result.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Says that values of a type of generated bindings go in where a function borrows a `T`, an object of a trait of the plugin's:
/// those of `T` itself, and those of each type that has the trait.
pub trait Implements<T>: AsRef<Object> + AsMut<Object> {}

/// Where the library of bindings comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// From the host.
    Attached,
    /// From the host's own binary.
    Embedded {
        /// The library.
        bytes: &'static [u8],
        /// SHA-256 at the time of the audit, in hex.
        digest: &'static str,
    },
    /// From a file beside the host's program.
    Beside {
        /// Name of the file.
        file: &'static str,
        /// Where the build put it.
        built: &'static str,
        /// SHA-256 at the time of the audit, in hex.
        digest: &'static str,
    },
}

/// The functions `F` of a library that is opened when they are needed.
pub struct Binding<F: 'static> {
    krate: &'static str,
    source: Source,
    bind: fn(&Library) -> Result<F, Error>,
    bound: OnceLock<Result<F, Error>>,
}

impl<F> Binding<F> {
    /// Prepares the binding; nothing is opened. Whoever makes a source promises what [`Library::open`] asks for.
    #[must_use]
    pub const fn new(krate: &'static str, source: Source, bind: fn(&Library) -> Result<F, Error>) -> Self {
        Self { krate, source, bind, bound: OnceLock::new() }
    }

    /// Returns the functions, opening the library where that was not done yet.
    ///
    /// # Errors
    /// Where it cannot be opened.
    #[inline]
    pub fn get(&'static self) -> Result<&'static F, BindingError> {
        match self.bound.get() {
            Some(Ok(functions)) => Ok(functions),
            _ => self.open(),
        }
    }

    /// Gives the binding its library, unless it has one.
    ///
    /// # Errors
    /// Where the library is not of the interface that the bindings were made of.
    pub fn attach(&'static self, library: &Library) -> Result<(), BindingError> {
        self.said(self.bound.get_or_init(|| (self.bind)(library))).map(drop)
    }

    #[cold]
    fn open(&'static self) -> Result<&'static F, BindingError> {
        match (self.bound.get(), self.source) {
            (Some(bound), _) => self.said(bound),
            (None, Source::Attached) => Err(BindingError::Detached { krate: self.krate }),
            (None, source) => {
                self.said(self.bound.get_or_init(|| open(source).and_then(|library| (self.bind)(&library))))
            }
        }
    }

    fn said(&self, bound: &'static Result<F, Error>) -> Result<&'static F, BindingError> {
        bound.as_ref().map_err(|source| BindingError::Open { krate: self.krate, source })
    }
}

fn open(source: Source) -> Result<Library, Error> {
    let (bytes, digest, path) = match source {
        Source::Attached => (Cow::Borrowed(&[][..]), "", PathBuf::new()),
        Source::Embedded { bytes, digest } => (Cow::Borrowed(bytes), digest, PathBuf::from("in the host's binary")),
        Source::Beside { file, built, digest } => {
            let path = find(file, built);
            let bytes = std::fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
            (Cow::Owned(bytes), digest, path)
        }
    };
    // SAFETY: the build script that made the bindings audited a library of that digest.
    unsafe { Library::open_bytes(&bytes, digest, &path) }
}

/// Finds the file beside the running program, or one folder above it, where cargo runs tests from; else where it was
/// built.
fn find(file: &str, built: &str) -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program.ancestors().skip(1).take(2).map(|folder| folder.join(file));
    beside.chain([PathBuf::from(built)]).find(|path| path.is_file()).unwrap_or_else(|| program.with_file_name(file))
}
