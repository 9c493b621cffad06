//! [`LiveFunction`] and [`LiveTypedFunction`]: handles that follow a [`super::Live`] from version to version.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use plugwright_interface::Value;

use super::{Shared, Version};
use crate::callee::Failed;
use crate::{Answer, Arguments, CallError, Change, Error, Function, Future, Iter, LiveTypedAsync, LiveTypedIter};

/// A function of a [`super::Live`], called with values: always that of the newest version.
#[derive(Clone)]
pub struct LiveFunction {
    shared: Arc<Shared>,
    wanted: usize,
}

impl LiveFunction {
    pub(super) const fn new(shared: Arc<Shared>, wanted: usize) -> Self {
        Self { shared, wanted }
    }

    /// Calls the function in the newest version. That version stays until the call ends, whatever takes its place.
    ///
    /// # Errors
    /// As for [`Function::call`], and [`CallError::Changed`] where the newest version does not have the function
    /// with the types that it had when this handle was made.
    pub fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        self.call_numbered(args).1
    }

    /// Calls the function and says which version served.
    ///
    /// # Errors
    /// As for [`LiveFunction::call`].
    pub fn call_numbered(&self, args: &[Value]) -> (u64, Result<Value, CallError>) {
        self.shared.call(|version| match version.place(self.wanted) {
            Some(place) => crate::function::call(&version.opened, place.index, args),
            None => Err(self.shared.changed(version, self.wanted)),
        })
    }

    /// Calls the function in the newest version, and returns what it comes to as a future. That stays in this version,
    /// whatever takes its place, and keeps its library open.
    pub fn call_async(&self, args: &[Value]) -> Future<'static, Value> {
        match self.newest() {
            Ok(function) => function.call_async(args),
            Err(error) => Future::ready(Err(error)),
        }
    }

    /// Calls the function in the newest version, and returns its iterator. That stays in this version, whatever takes its
    /// place, and keeps its library open.
    ///
    /// # Errors
    /// As for [`Function::call_iter`] and [`LiveFunction::call`].
    pub fn call_iter(&self, args: &[Value]) -> Result<Iter<'static, Value>, CallError> {
        self.newest()?.call_iter(args)
    }

    /// The function in the newest version.
    fn newest(&self) -> Result<Function, CallError> {
        self.shared.with(|version| match version.place(self.wanted) {
            Some(place) => Ok(Function::new(version.opened.clone(), place.index)),
            None => Err(self.shared.changed(version, self.wanted)),
        })
    }

    /// Checks the types of the function once, for calls that check nothing.
    ///
    /// # Errors
    /// As for [`Function::typed`], and [`Error::Incompatible`] where the newest version has other types than when
    /// this handle was made.
    pub fn typed<P: Arguments, R: Answer>(&self) -> Result<LiveTypedFunction<P, R>, Error> {
        self.checked(|function| function.typed::<P, R>().map(drop))?;
        Ok(LiveTypedFunction { shared: self.shared.clone(), wanted: self.wanted, types: PhantomData })
    }

    /// Checks the types of an `async fn` once; `R` is what its future comes to.
    ///
    /// # Errors
    /// As for [`Function::typed_async`] and [`LiveFunction::typed`].
    pub fn typed_async<P: Arguments, R: Answer>(&self) -> Result<LiveTypedAsync<P, R>, Error> {
        self.checked(|function| function.typed_async::<P, R>().map(drop))?;
        // SAFETY: the types were compared just now, and what is wanted has these types in each version.
        Ok(unsafe { LiveTypedAsync::new(self.shared.clone(), self.wanted) })
    }

    /// Checks the types of a function once that returns an iterator; `R` is what its items are.
    ///
    /// # Errors
    /// As for [`Function::typed_iter`] and [`LiveFunction::typed`].
    pub fn typed_iter<P: Arguments, R: Answer>(&self) -> Result<LiveTypedIter<P, R>, Error> {
        self.checked(|function| function.typed_iter::<P, R>().map(drop))?;
        // SAFETY: as in `typed_async`.
        Ok(unsafe { LiveTypedIter::new(self.shared.clone(), self.wanted) })
    }

    /// Checks the function of the newest version.
    fn checked(&self, check: impl FnOnce(&Function) -> Result<(), Error>) -> Result<(), Error> {
        self.shared.with(|version| match version.place(self.wanted) {
            Some(place) => check(&Function::new(version.opened.clone(), place.index)),
            None => {
                let krate = version.opened.interface.krate.clone();
                Err(Error::Incompatible { krate, changes: vec![self.shared.change(version, self.wanted)] })
            }
        })
    }
}

impl fmt::Debug for LiveFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveFunction({})", self.shared.wanted(self.wanted).path)
    }
}

/// A function of a [`super::Live`] whose types the host knows: always that of the newest version, at the price of a few
/// plain loads and stores more than a function pointer.
///
/// A call takes no lock, so that neither a long call holds up a new version nor a new version a call.
pub struct LiveTypedFunction<P, R> {
    shared: Arc<Shared>,
    wanted: usize,
    types: PhantomData<fn(P) -> R>,
}

impl<P: Arguments, R: Answer> LiveTypedFunction<P, R> {
    /// Calls the function in the newest version. That version stays until the call ends, whatever takes its place.
    ///
    /// # Errors
    /// As for [`crate::TypedFunction::call`], and [`CallError::Changed`] where the newest version does not have the
    /// function with these types.
    #[inline]
    pub fn call(&self, args: P::At<'_>) -> Result<R, CallError> {
        match self.shared.enter() {
            Some(version) => self.call_in(&version, args),
            None => self.call_counted(args).1,
        }
        .map_err(crate::callee::unboxed)
    }

    /// Calls the function and says which version served.
    ///
    /// # Errors
    /// As for [`LiveTypedFunction::call`].
    #[inline]
    pub fn call_numbered(&self, args: P::At<'_>) -> (u64, Result<R, CallError>) {
        let (number, result) = match self.shared.enter() {
            Some(version) => (version.number, self.call_in(&version, args)),
            None => self.call_counted(args),
        };
        (number, result.map_err(crate::callee::unboxed))
    }

    #[cold]
    #[inline(never)]
    fn call_counted(&self, args: P::At<'_>) -> (u64, Result<R, Failed>) {
        self.shared.with_counted(|version| (version.number, self.call_in(version, args)))
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    #[inline]
    pub(super) fn call_in(&self, version: &Version, args: P::At<'_>) -> Result<R, Failed> {
        match version.place(self.wanted) {
            // SAFETY: the types were checked against a function of the same signature, and a place is that of a function
            // of its version's library.
            Some(place) => unsafe { place.callee.call::<P, R>(&version.opened, args) },
            None => Err(self.shared.changed_apart(version, self.wanted)),
        }
    }
}

impl<P, R> Clone for LiveTypedFunction<P, R> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), ..*self }
    }
}

impl<P, R> fmt::Debug for LiveTypedFunction<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveTypedFunction({})", self.shared.wanted(self.wanted).path)
    }
}

impl Shared {
    /// Says what became of a wanted function in a version that does not have it.
    pub(super) fn change(&self, version: &Version, wanted: usize) -> Change {
        let wanted = self.wanted(wanted);
        Change::of(&wanted.path, wanted.spelled, &version.opened)
    }

    #[cold]
    #[inline(never)]
    fn changed_apart(&self, version: &Version, wanted: usize) -> Failed {
        self.changed(version, wanted).into()
    }

    #[cold]
    pub(super) fn changed(&self, version: &Version, wanted: usize) -> CallError {
        CallError::Changed { version: version.number, change: self.change(version, wanted) }
    }
}
