//! [`LiveObject`]: a value of the plugin's that moves on to each new version.

use std::fmt;

use super::state::renew_object;
use super::{Live, LiveTypedFunction};
use crate::{Answer, Arguments, CallError, Object, Stays, Threads};

/// A value of a plugin that follows a [`Live`] from version to version: the first call after a swap has the old version's
/// `save(&self) -> S` give its state, and the new one's `restore(S) -> Self` make the same value of that.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (live, second): (plugwright_loader::Live, plugwright_loader::Library) = todo!();
/// use plugwright_loader::Object;
///
/// let add = live.function("Counter::add")?.typed::<(&mut Object, i64), i64>()?;
/// let new = live.function("Counter::new")?.typed::<(i64,), Object>()?;
/// let mut counter = live.follow(new.call((40,))?);
/// assert_eq!(counter.call(&add, |counter| (counter, 1)), Ok(41));
/// live.swap(second)?;
/// assert_eq!(counter.call(&add, |counter| (counter, 1)), Ok(42));
/// # Ok(())
/// # }
/// ```
pub struct LiveObject<T: ?Sized + Threads = dyn Stays> {
    live: Live,
    object: Object<T>,
}

impl Live {
    /// Has an object follow the newest version.
    #[must_use]
    pub fn follow<T: ?Sized + Threads>(&self, object: Object<T>) -> LiveObject<T> {
        LiveObject { live: self.clone(), object }
    }

    /// Brings an object of an older version to the newest, if it is not there: by the old one's `save(&self) -> S` and the
    /// new one's `restore(S) -> Self`, and by the rules of [`Live::swap`]. The old value is dropped.
    ///
    /// # Errors
    /// [`CallError::State`], and [`CallError::Handle`] where the new type is less free to go to other threads; then the
    /// object stays what it was.
    pub fn renew<T: ?Sized + Threads>(&self, object: &mut Object<T>) -> Result<(), CallError> {
        self.shared.with(|version| renew_object(object, &version.opened))
    }
}

impl<T: ?Sized + Threads> LiveObject<T> {
    /// Calls a function of the newest version; `args` makes the arguments of the object, which is of that version by then.
    ///
    /// # Errors
    /// As for [`LiveTypedFunction::call`] and [`Live::renew`].
    pub fn call<P: Arguments, R: Answer>(
        &mut self,
        function: &LiveTypedFunction<P, R>,
        args: impl for<'a> FnOnce(&'a mut Object<T>) -> P::At<'a>,
    ) -> Result<R, CallError> {
        self.call_numbered(function, args).1
    }

    /// Calls a function and says which version served.
    ///
    /// # Errors
    /// As for [`LiveObject::call`].
    pub fn call_numbered<P: Arguments, R: Answer>(
        &mut self,
        function: &LiveTypedFunction<P, R>,
        args: impl for<'a> FnOnce(&'a mut Object<T>) -> P::At<'a>,
    ) -> (u64, Result<R, CallError>) {
        // The version stays the newest for this call, whatever takes its place between the object's move and the call.
        function.shared().with(|version| {
            let moved = renew_object(&mut self.object, &version.opened);
            let call = |()| function.call_in(version, args(&mut self.object)).map_err(|failed| *failed);
            (version.number, moved.and_then(call))
        })
    }

    /// Brings the object to the newest version now.
    ///
    /// # Errors
    /// As for [`Live::renew`].
    pub fn renew(&mut self) -> Result<(), CallError> {
        self.live.renew(&mut self.object)
    }

    /// Returns the object, of the version that was called last.
    #[must_use]
    pub const fn object(&self) -> &Object<T> {
        &self.object
    }

    /// Returns the object, which follows no more.
    #[must_use]
    pub fn into_object(self) -> Object<T> {
        self.object
    }
}

impl<T: ?Sized + Threads> fmt::Debug for LiveObject<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveObject({:?})", self.object)
    }
}
