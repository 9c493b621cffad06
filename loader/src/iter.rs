//! [`Iter`]: an iterator of the plugin's, pulled by the host item by item.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::sync::Arc;

use plugwright_interface::Value;

use crate::callee::{Callee, Failed};
use crate::held::{Held, Step};
use crate::library::Opened;
use crate::{Answer, Arguments, CallError, Object, Stays, Threads};

/// An iterator of the plugin's. Each item is asked for when the host wants it, so the plugin's may have no end. Dropping
/// it drops the plugin's; as long as it lives the library is open.
///
/// Where the plugin's `next` panics, that is the last item. `T` and `'a` are as for [`crate::Future`].
pub struct Iter<'a, R, T: ?Sized + Threads = dyn Stays> {
    /// Nothing when the plugin's iterator has ended.
    held: Option<Held<T>>,
    next: NextFn<R>,
    borrows: PhantomData<&'a ()>,
}

/// Asks for the next item.
type NextFn<R> = fn(Step<'_>) -> Result<Option<R>, Failed>;

impl Iter<'static, Value> {
    /// Makes the iterator of the function at `index`, which is asked on the wire lane.
    pub(crate) fn of_value(object: Object, index: usize) -> Result<Self, CallError> {
        let next: NextFn<Value> = |step| step.next_value();
        let held = Held::new(object, index).map_err(|failed| *failed)?;
        Ok(Self { held: Some(held), next, borrows: PhantomData })
    }
}

impl<'a, R, T: ?Sized + Threads> Iter<'a, R, T> {
    /// Makes an iterator that may go to other threads, where the plugin's allows that.
    ///
    /// # Errors
    /// The iterator itself, where the plugin's lacks what `U` says.
    pub fn claim<U: ?Sized + Threads>(self) -> Result<Iter<'a, R, U>, Self> {
        let Self { held, next, borrows } = self;
        match held.map(Held::claim).transpose() {
            Ok(held) => Ok(Iter { held, next, borrows }),
            Err(held) => Err(Self { held: Some(held), next, borrows }),
        }
    }
}

impl<R, T: ?Sized + Threads> Iterator for Iter<'_, R, T> {
    type Item = Result<R, CallError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match (self.next)(self.held.as_mut()?.step()) {
            Ok(Some(item)) => Some(Ok(item)),
            Ok(None) => {
                self.held = None;
                None
            }
            Err(failed) => {
                self.held = None;
                Some(Err(*failed))
            }
        }
    }
}

impl<R, T: ?Sized + Threads> FusedIterator for Iter<'_, R, T> {}

impl<R, T: ?Sized + Threads> fmt::Debug for Iter<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iter({})", self.held.as_ref().map_or("ended", Held::path))
    }
}

/// A function of the plugin's that returns an iterator, and whose types were checked once. It keeps the library open.
///
/// ```no_run
/// # fn first(plugin: &plugwright_loader::Library) -> Result<Option<u64>, Box<dyn std::error::Error>> {
/// let primes = plugin.function("primes")?.typed_iter::<(), u64>()?;
/// Ok(primes.call(())?.next().transpose()?)
/// # }
/// ```
pub struct TypedIter<P, R> {
    callee: Callee,
    opened: Arc<Opened>,
    types: PhantomData<fn(P) -> R>,
}

impl<P: Arguments, R: Answer> TypedIter<P, R> {
    /// Makes the typed handle.
    ///
    /// # Safety
    /// The callee is a function of the library that returns an iterator, whose types are `P` and `R`.
    pub(crate) const unsafe fn new(callee: Callee, opened: Arc<Opened>) -> Self {
        Self { callee, opened, types: PhantomData }
    }

    /// Calls the function.
    ///
    /// # Errors
    /// As for [`crate::TypedFunction::call`].
    #[inline]
    pub fn call<'a>(&self, args: P::At<'a>) -> Result<Iter<'a, R>, CallError> {
        // SAFETY: `new` was promised that the function is of these parameters and returns an iterator. What the arguments
        // lend, the iterator's lifetime keeps.
        let object = unsafe { self.callee.call_for_object::<P>(&self.opened, args) };
        // SAFETY: `new` was promised that the items are of `R`.
        let next: NextFn<R> = |step| unsafe { step.next::<Option<R>>() };
        match object.and_then(|object| Held::new(object, self.callee.index())) {
            Ok(held) => Ok(Iter { held: Some(held), next, borrows: PhantomData }),
            Err(failed) => Err(*failed),
        }
    }
}

impl<P, R> Clone for TypedIter<P, R> {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), types: PhantomData, ..*self }
    }
}

impl<P, R> fmt::Debug for TypedIter<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedIter({})", self.callee.signature(&self.opened))
    }
}
