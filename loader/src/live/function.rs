//! [`LiveFunction`] and [`LiveTypedFunction`]: handles that follow a [`super::Live`] from version to version.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use plugwright_interface::Value;

use super::{Shared, Version};
use crate::{Answer, Arguments, CallError, Change, Error};

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
    /// As for [`crate::Function::call`], and [`CallError::Changed`] where the newest version does not have the function
    /// with the types that it had when this handle was made.
    pub fn call(&self, args: &[Value]) -> Result<Value, CallError> {
        self.call_numbered(args).1
    }

    /// Calls the function and says which version served.
    ///
    /// # Errors
    /// As for [`LiveFunction::call`].
    pub fn call_numbered(&self, args: &[Value]) -> (u64, Result<Value, CallError>) {
        self.shared.with(|version| {
            let result = match version.place(self.wanted) {
                Some(place) => crate::function::call(&version.opened, place.index, args),
                None => Err(self.shared.changed(version, self.wanted)),
            };
            (version.number, result)
        })
    }

    /// Checks the types of the function once, for calls that check nothing.
    ///
    /// # Errors
    /// As for [`crate::Function::typed`], and [`Error::Incompatible`] where the newest version has other types than when
    /// this handle was made.
    pub fn typed<P: Arguments, R: Answer>(&self) -> Result<LiveTypedFunction<P, R>, Error> {
        self.shared.with(|version| match version.place(self.wanted) {
            Some(place) => {
                crate::Function::new(version.opened.clone(), place.index).typed::<P, R>()?;
                Ok(LiveTypedFunction { shared: self.shared.clone(), wanted: self.wanted, types: PhantomData })
            }
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
            None => self.shared.with_counted(|version| self.call_in(version, args)),
        }
    }

    /// Calls the function and says which version served.
    ///
    /// # Errors
    /// As for [`LiveTypedFunction::call`].
    #[inline]
    pub fn call_numbered(&self, args: P::At<'_>) -> (u64, Result<R, CallError>) {
        match self.shared.enter() {
            Some(version) => (version.number, self.call_in(&version, args)),
            None => self.shared.with_counted(|version| (version.number, self.call_in(version, args))),
        }
    }

    #[inline]
    fn call_in(&self, version: &Version, args: P::At<'_>) -> Result<R, CallError> {
        match version.place(self.wanted) {
            // SAFETY: the types were checked against a function of the same signature, and a place is that of a function
            // of its version's library.
            Some(place) => unsafe { place.callee.call::<P, R>(&version.opened, args) },
            None => Err(self.shared.changed(version, self.wanted)),
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
    pub(super) fn changed(&self, version: &Version, wanted: usize) -> CallError {
        CallError::Changed { version: version.number, change: self.change(version, wanted) }
    }
}
