//! [`Live`]: a library that can be replaced while it is called. Where new versions come from is up to the host.

mod carry;
mod change;
mod fit;
mod function;
mod held;
mod lineage;
mod object;
mod state;
mod version;

use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use plugwright_interface::Value;

use crate::library::Opened;
use crate::swap::Protected;
use crate::{CallError, Error, Future, Library, Swap};
use lineage::Rank;
use state::{carry_over, check_objects, may_change};
use version::{Version, Wanted};

pub use carry::{Misfit, MisfitKind};
pub use change::Change;
pub use function::{LiveFunction, LiveTypedFunction};
pub use held::{LiveTypedAsync, LiveTypedIter};
pub(crate) use lineage::Lineage;
pub use object::LiveObject;
pub use state::StateError;
pub(crate) use state::renew;

/// A library whose newest version is always the one that is called. Cloning is cheap and gives another handle to the
/// same.
///
/// A new version takes the place of the old one at once and for all: a call that began before ends in the old version,
/// one that begins after goes to the new. Neither waits for the other. The old version's library is dropped when its last
/// call has ended, its futures and iterators are gone, and the host has no plain handle to it any more.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (first, second): (plugwright_loader::Library, plugwright_loader::Library) = todo!();
/// let live = plugwright_loader::Live::new(first);
/// let add = live.function("add")?.typed::<(i64, i64), i64>()?;
/// assert_eq!(add.call_numbered((2, 3)), (1, Ok(5)));
/// live.swap(second)?;
/// assert_eq!(add.call_numbered((2, 3)), (2, Ok(5)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Live {
    shared: Arc<Shared>,
}

/// A version that serves, or that has calls which began before it was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Number of the version, from 1.
    pub version: u64,
    /// Calls of live handles that are inside it at the moment. Futures and iterators that it gave are none, though they keep
    /// its library open.
    pub calls: usize,
}

/// What all handles share.
struct Shared {
    /// Number among all of them.
    number: u64,
    /// What serves. There always is something.
    current: Swap<Version>,
    /// Held while a version is made for them and put in its place.
    wanted: Mutex<Vec<Wanted>>,
    /// Held while a new version is made ready; calls do not wait for it.
    swaps: Mutex<()>,
}

static LIVES: AtomicU64 = AtomicU64::new(1);

impl Live {
    /// Begins with `library` as version 1.
    #[must_use]
    pub fn new(library: Library) -> Self {
        let number = LIVES.fetch_add(1, Relaxed);
        library.opened().lineage.enter(Rank { live: number, version: 1 });
        let current = Swap::new(Some(Arc::new(Version::new(1, library.into_opened(), &[]))));
        Self { shared: Arc::new(Shared { number, current, wanted: Mutex::default(), swaps: Mutex::default() }) }
    }

    /// Puts `library` into the place of what serves, if it has every function of that with its types, and returns its
    /// number. It may have more.
    ///
    /// State moves over where the old version has a function `save() -> S` at its root and the new one `restore(S)`: by
    /// the names of fields, so that one that is new gets its type's default, and one that is gone is dropped. Where a
    /// field has another type, the new version's `migrate(old) -> S` is asked, whose parameter has the old form. What calls
    /// change in the old version after it has saved is lost.
    ///
    /// So do values that stay in the plugin, where their type has methods `save(&self) -> S`, `restore(S) -> Self` and,
    /// where it is needed, `migrate(old) -> S`: a [`plugwright_interface::Handle`] and its clones when one of them is passed
    /// to the new version, a [`LiveObject`] at its next call, and an [`crate::Object`] by [`Live::renew`].
    ///
    /// # Errors
    /// [`Error::Incompatible`] with all that differs, and [`Error::State`]; then everything stays as it was.
    pub fn swap(&self, library: Library) -> Result<u64, Error> {
        let _one_at_a_time = self.shared.swaps.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.shared.current().opened.clone();
        let mut changes = Change::between(&old, library.opened());
        changes.retain(|change| !may_change(change, &old, library.opened()));
        if !changes.is_empty() {
            return Err(Error::Incompatible { krate: library.interface().krate.clone(), changes });
        }
        check_objects(&old, library.opened()).map_err(|source| state_error(&library, source))?;
        self.put_in_place(&old, library)
    }

    /// Puts `library` into the place of what serves, whatever it offers, and returns its number. A handle to a function
    /// that is gone or has other types answers each call with [`CallError::Changed`]. State moves over as in
    /// [`Live::swap`].
    ///
    /// # Errors
    /// [`Error::State`]; then everything stays as it was.
    pub fn replace(&self, library: Library) -> Result<u64, Error> {
        let _one_at_a_time = self.shared.swaps.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.shared.current().opened.clone();
        self.put_in_place(&old, library)
    }

    fn put_in_place(&self, old: &Arc<Opened>, library: Library) -> Result<u64, Error> {
        let new = library.opened();
        let rank = Rank { live: self.shared.number, version: self.version() + 1 };
        // Before the state moves, because there may be handles in it.
        new.lineage.enter(rank);
        carry_over(old, new).map_err(|source| {
            new.lineage.leave(rank);
            state_error(&library, source)
        })?;
        Ok(self.shared.publish(library))
    }

    /// Returns the number of the version that serves, from 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.shared.version()
    }

    /// Returns the library that serves, as a plain handle that stays on it.
    #[must_use]
    pub fn library(&self) -> Library {
        self.shared.with(|version| Library::from_opened(version.opened.clone()))
    }

    /// Finds a function by its path or one of its aliases. The handle follows it from version to version.
    ///
    /// # Errors
    /// [`Error::NoFunction`] where the newest version has none of that name.
    pub fn function(&self, name: &str) -> Result<LiveFunction, Error> {
        let mut all = self.shared.all_wanted();
        let Version { number, opened, .. } = &*self.shared.current();
        let Some(index) = opened.index(name) else { return Err(opened.no_function(name)) };
        let func = &opened.interface.functions[index];
        let signature = opened.entry(index).signature;
        let known = all.iter().position(|wanted| wanted.path == func.path && wanted.signature == signature);
        let wanted = known.unwrap_or_else(|| {
            all.push(Wanted { path: func.path.clone(), signature, spelled: func.signature() });
            self.shared.current.put(Some(Arc::new(Version::new(*number, opened.clone(), &all))));
            all.len() - 1
        });
        drop(all);
        self.shared.current.drop_unused();
        Ok(LiveFunction::new(self.shared.clone(), wanted))
    }

    /// Calls a function of the newest version by name.
    ///
    /// # Errors
    /// As for [`Library::call`].
    pub fn call(&self, name: &str, args: &[Value]) -> Result<Value, CallError> {
        self.call_numbered(name, args).1
    }

    /// Calls a function by name and says which version served.
    ///
    /// # Errors
    /// As for [`Library::call`].
    pub fn call_numbered(&self, name: &str, args: &[Value]) -> (u64, Result<Value, CallError>) {
        self.shared.call(|version| version.opened.call(name, args))
    }

    /// Calls a function of the newest version by name, and returns what it comes to as a future, which stays in that
    /// version.
    pub fn call_async(&self, name: &str, args: &[Value]) -> Future<'static, Value> {
        self.shared.with(|version| Library::from_opened(version.opened.clone()).call_async(name, args))
    }

    /// Returns the version that serves, and before it those that still have calls of live handles inside.
    #[must_use]
    pub fn serving(&self) -> Vec<Serving> {
        self.shared.current.drop_unused();
        let mut serving: Vec<Serving> = Vec::new();
        for (version, calls) in self.shared.current.uses(|version| version.number) {
            match serving.last_mut().filter(|last| last.version == version) {
                Some(last) => last.calls += calls,
                None => serving.push(Serving { version, calls }),
            }
        }
        serving
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (version, library) = self.shared.with(|version| (version.number, version.opened.clone()));
        write!(f, "Live({:?}, version {version})", Library::from_opened(library))
    }
}

impl Shared {
    fn all_wanted(&self) -> MutexGuard<'_, Vec<Wanted>> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wanted(&self, wanted: usize) -> Wanted {
        self.all_wanted()[wanted].clone()
    }

    fn version(&self) -> u64 {
        self.with(|version| version.number)
    }

    fn current(&self) -> Arc<Version> {
        self.current.load().unwrap_or_else(|| nothing())
    }

    /// Enters the newest version, which stays until the answer is dropped. None where there is no place for a hazard pointer.
    #[inline]
    fn enter(&self) -> Option<Inside<'_>> {
        self.current.protect().map(Inside)
    }

    /// Does something with the newest version, which stays until that is done.
    #[inline]
    fn with<T>(&self, then: impl FnOnce(&Version) -> T) -> T {
        match self.enter() {
            Some(version) => then(&version),
            None => self.with_counted(then),
        }
    }

    /// Calls in the newest version, and once more where a new one has come before the arguments were taken: a value among
    /// them may have moved on with another thread's call.
    fn call(&self, call: impl Fn(&Version) -> Result<Value, CallError>) -> (u64, Result<Value, CallError>) {
        loop {
            match self.with(|version| (version.number, call(version))) {
                (number, Err(CallError::Argument { .. })) if number != self.version() => {}
                numbered => return numbered,
            }
        }
    }

    /// The same as `with` where there is no place for a hazard pointer.
    #[cold]
    fn with_counted<T>(&self, then: impl FnOnce(&Version) -> T) -> T {
        then(&self.current())
    }

    fn publish(&self, library: Library) -> u64 {
        let wanted = self.all_wanted();
        let number = self.current().number + 1;
        self.current.put(Some(Arc::new(Version::new(number, library.into_opened(), &wanted))));
        drop(wanted);
        self.current.drop_unused();
        number
    }
}

/// A version that somebody is inside of.
struct Inside<'s>(Protected<'s, Version>);

impl Deref for Inside<'_> {
    type Target = Version;

    #[inline]
    fn deref(&self) -> &Version {
        self.0.get().unwrap_or_else(|| nothing())
    }
}

fn state_error(library: &Library, source: StateError) -> Error {
    Error::State { krate: library.interface().krate.clone(), source: Box::new(source) }
}

#[cold]
fn nothing() -> ! {
    unreachable!("something serves from the first moment on, and is only replaced")
}
