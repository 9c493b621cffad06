//! [`Swap`]: a value that is used while it is replaced. Using it costs a few plain loads and stores, and replacing it a
//! barrier (`hazard.rs`). [`crate::Live`] keeps its versions in one.

use std::fmt;
use std::ptr;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, PoisonError};

use super::hazard::{self, Hazard};
use super::sync::{AtomicPtr, Mutex, MutexGuard};

/// A value, or none, that threads use while others replace it; for values that are used far more often than replaced.
///
/// ```
/// use std::sync::Arc;
///
/// let swap = plugwright_loader::Swap::new(Some(Arc::new("old")));
/// let using = swap.enter();
/// swap.replace(Some(Arc::new("new")));
/// assert_eq!((using.get(), swap.enter().get()), (Some(&"old"), Some(&"new")));
/// ```
pub struct Swap<T> {
    /// The pointer of `state.current`; null where there is no value.
    current: AtomicPtr<T>,
    state: Mutex<State<T>>,
}

struct State<T> {
    current: Option<Arc<T>>,
    /// Values that were replaced and may still be in use.
    replaced: Vec<Arc<T>>,
}

/// The use of a value, which stays until this is dropped.
#[must_use]
pub struct Using<'s, T>(By<'s, T>);

/// What keeps a value.
enum By<'s, T> {
    Hazard(Protected<'s, T>),
    Count(Option<Arc<T>>),
}

/// The use of a value by a hazard pointer, which is its thread's.
#[must_use]
pub(crate) struct Protected<'s, T> {
    swap: &'s Swap<T>,
    hazard: Hazard<'s, T>,
}

impl<T> Swap<T> {
    /// Begins with a value, or none.
    #[must_use]
    pub fn new(value: Option<Arc<T>>) -> Self {
        let (current, replaced) = (AtomicPtr::new(pointer(value.as_ref())), Vec::new());
        Self { current, state: Mutex::new(State { current: value, replaced }) }
    }

    /// Uses the value as it is now.
    #[inline]
    pub fn enter(&self) -> Using<'_, T> {
        Using(match self.protect() {
            Some(protected) => By::Hazard(protected),
            None => By::Count(self.load()),
        })
    }

    /// The same, where there is a place for a hazard pointer.
    #[inline]
    pub(crate) fn protect(&self) -> Option<Protected<'_, T>> {
        Hazard::protect(&self.current).map(|hazard| Protected { swap: self, hazard })
    }

    /// Returns a handle to the value.
    #[must_use]
    pub fn load(&self) -> Option<Arc<T>> {
        self.state().current.clone()
    }

    /// Puts another value in the place of the one that is there, and returns that one. Who uses it goes on.
    pub fn replace(&self, value: Option<Arc<T>>) -> Option<Arc<T>> {
        let before = self.put(value);
        self.drop_unused();
        before
    }

    /// The same for who holds a lock: nothing is dropped before [`Swap::drop_unused`].
    pub(crate) fn put(&self, value: Option<Arc<T>>) -> Option<Arc<T>> {
        let mut state = self.state();
        self.current.store(pointer(value.as_ref()), SeqCst);
        let before = std::mem::replace(&mut state.current, value);
        state.replaced.extend(before.clone());
        before
    }

    /// Returns what `of` says of each value that was replaced and may still be in use, and of the one that is there, with
    /// how often it is in use.
    pub(crate) fn uses<U>(&self, of: impl Fn(&T) -> U) -> Vec<(U, usize)> {
        let state = self.state();
        let used = hazard::drain().unwrap_or_default();
        let times = |value: &Arc<T>| {
            let pointer = pointer(Some(value)).cast();
            used.iter().filter(|used| **used == pointer).count() + Arc::strong_count(value) - 1
        };
        state.replaced.iter().chain(&state.current).map(|value| (of(value), times(value))).collect()
    }

    /// Drops the replaced values that nobody uses, which may run code of anybody's, so no lock is held.
    #[cold]
    pub(crate) fn drop_unused(&self) {
        let unused = self.state().take_unused();
        drop(unused);
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn take_unused(&mut self) -> Vec<Arc<T>> {
        if self.replaced.is_empty() {
            return Vec::new();
        }
        let Some(used) = hazard::drain() else { return Vec::new() };
        let current = pointer(self.current.as_ref());
        // A value that came back is kept as the current one.
        let unused = |value: &mut Arc<T>| {
            let value = pointer(Some(value));
            value == current || !used.contains(&value.cast())
        };
        self.replaced.extract_if(.., unused).collect()
    }
}

impl<T> Using<'_, T> {
    /// Returns the value, where there is one.
    #[inline]
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        match &self.0 {
            By::Hazard(protected) => protected.get(),
            By::Count(value) => value.as_deref(),
        }
    }
}

impl<T> Protected<'_, T> {
    /// Returns the value, where there is one.
    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        // SAFETY: the pointer is null or that of an `Arc` in `state`, which drops it only where no hazard protects it.
        unsafe { self.hazard.get().as_ref() }
    }
}

impl<T> Drop for Protected<'_, T> {
    /// Drops the value where it was replaced and nobody else uses it.
    #[inline]
    fn drop(&mut self) {
        if self.hazard.leave() {
            self.swap.drop_unused();
        }
    }
}

impl<T> Default for Swap<T> {
    fn default() -> Self {
        Self::new(None)
    }
}

impl<T: fmt::Debug> fmt::Debug for Swap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Swap").field(&self.load()).finish()
    }
}

fn pointer<T>(value: Option<&Arc<T>>) -> *mut T {
    value.map_or(ptr::null_mut(), |value| Arc::as_ptr(value).cast_mut())
}
