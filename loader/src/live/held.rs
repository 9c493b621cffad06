//! [`LiveTypedAsync`] and [`LiveTypedIter`]: what goes on after its call, of a [`super::Live`]. The call picks the version;
//! the future or iterator stays in it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Shared, Version};
use crate::{Answer, Arguments, CallError, Future, Iter, TypedAsync, TypedIter};

/// An `async fn` of a [`super::Live`] whose types the host knows: always that of the newest version.
///
/// ```no_run
/// # async fn get(live: &plugwright_loader::Live) -> Result<u64, Box<dyn std::error::Error>> {
/// let fetch = live.function("fetch")?.typed_async::<(&str,), u64>()?;
/// Ok(fetch.call(("the answer",)).await?)
/// # }
/// ```
pub struct LiveTypedAsync<P, R> {
    shared: Arc<Shared>,
    wanted: usize,
    types: PhantomData<fn(P) -> R>,
}

/// A function of a [`super::Live`] that returns an iterator, and whose types the host knows: always that of the newest
/// version.
pub struct LiveTypedIter<P, R> {
    shared: Arc<Shared>,
    wanted: usize,
    types: PhantomData<fn(P) -> R>,
}

impl<P: Arguments, R: Answer> LiveTypedAsync<P, R> {
    /// Makes the typed handle.
    ///
    /// # Safety
    /// What is wanted is a function that returns a future, whose types are `P` and `R`.
    pub(super) const unsafe fn new(shared: Arc<Shared>, wanted: usize) -> Self {
        Self { shared, wanted, types: PhantomData }
    }

    /// Calls the function in the newest version. The future stays in that version, whatever takes its place, and keeps its
    /// library open. Where the newest version does not have the function with these types, its output is
    /// [`CallError::Changed`].
    pub fn call<'a>(&self, args: P::At<'a>) -> Future<'a, R> {
        self.call_numbered(args).1
    }

    /// Calls the function and says which version serves.
    pub fn call_numbered<'a>(&self, args: P::At<'a>) -> (u64, Future<'a, R>) {
        self.shared.with(|version| (version.number, self.call_in(version, args)))
    }

    fn call_in<'a>(&self, version: &Version, args: P::At<'a>) -> Future<'a, R> {
        let Some(place) = version.place(self.wanted) else {
            return Future::failed(self.shared.changed(version, self.wanted));
        };
        // SAFETY: the types were checked against a function of the same signature, and a place is that of a function of its
        // version's library.
        unsafe { TypedAsync::<P, R>::new(place.callee, version.opened.clone()) }.call(args)
    }
}

impl<P: Arguments, R: Answer> LiveTypedIter<P, R> {
    /// Makes the typed handle.
    ///
    /// # Safety
    /// What is wanted is a function that returns an iterator, whose types are `P` and `R`.
    pub(super) const unsafe fn new(shared: Arc<Shared>, wanted: usize) -> Self {
        Self { shared, wanted, types: PhantomData }
    }

    /// Calls the function in the newest version. The iterator stays in that version, whatever takes its place, and keeps its
    /// library open.
    ///
    /// # Errors
    /// As for [`TypedIter::call`], and [`CallError::Changed`] where the newest version does not have the function with these
    /// types.
    pub fn call<'a>(&self, args: P::At<'a>) -> Result<Iter<'a, R>, CallError> {
        self.call_numbered(args).1
    }

    /// Calls the function and says which version serves.
    ///
    /// # Errors
    /// As for [`LiveTypedIter::call`].
    pub fn call_numbered<'a>(&self, args: P::At<'a>) -> (u64, Result<Iter<'a, R>, CallError>) {
        self.shared.with(|version| (version.number, self.call_in(version, args)))
    }

    fn call_in<'a>(&self, version: &Version, args: P::At<'a>) -> Result<Iter<'a, R>, CallError> {
        let place = version.place(self.wanted).ok_or_else(|| self.shared.changed(version, self.wanted))?;
        let function = crate::Function::new(version.opened.clone(), place.index);
        // SAFETY: as in `LiveTypedAsync::call_in`, and the callee is the one that gives an iterator.
        unsafe { TypedIter::<P, R>::new(function.lazy()?, version.opened.clone()) }.call(args)
    }
}

impl<P, R> Clone for LiveTypedAsync<P, R> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), ..*self }
    }
}

impl<P, R> Clone for LiveTypedIter<P, R> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), ..*self }
    }
}

impl<P, R> fmt::Debug for LiveTypedAsync<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveTypedAsync({})", self.shared.wanted(self.wanted).path)
    }
}

impl<P, R> fmt::Debug for LiveTypedIter<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveTypedIter({})", self.shared.wanted(self.wanted).path)
    }
}
