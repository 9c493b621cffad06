//! [`Future`]: what an `async fn` of the plugin's comes to. The host polls it, on whatever executor it runs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use plugwright_interface::Value;
use plugwright_interface::abi::WakerRepr;

use crate::callee::{Callee, Failed};
use crate::held::{Held, Step};
use crate::library::Opened;
use crate::{Answer, Arguments, CallError, Object, Stays, Threads, waker};

/// A future of the plugin's. Dropping it drops the plugin's, which cancels it; as long as it lives the library is open.
///
/// Its output is an error where the plugin's `poll` panics. `T` says to which threads it may go, as for [`Object`]:
/// [`Future::claim`] makes a `Future<'_, R, dyn Send>` of it where the compiler found the plugin's to be `Send`. What the
/// call borrowed stays borrowed for `'a`.
#[must_use = "a future does nothing unless it is polled"]
pub struct Future<'a, R, T: ?Sized + Threads = dyn Stays> {
    state: State<R, T>,
    poll: PollFn<R>,
    borrows: PhantomData<&'a ()>,
}

enum State<R, T: ?Sized + Threads> {
    Running(Held<T>),
    /// It is known what it comes to, until somebody asks.
    Known(Option<Result<R, Failed>>),
}

/// Polls once; nothing where the future is not ready.
type PollFn<R> = fn(Step<'_>, &WakerRepr) -> Option<Result<R, Failed>>;

impl<R> Future<'_, R> {
    #[inline]
    fn new(made: Result<Object, Failed>, index: usize, poll: PollFn<R>) -> Self {
        let state = match made.and_then(|object| Held::new(object, index)) {
            Ok(held) => State::Running(held),
            Err(error) => State::Known(Some(Err(error))),
        };
        Self { state, poll, borrows: PhantomData }
    }
}

impl<'a, R: Answer> Future<'a, R> {
    /// Makes a future of why there is none.
    pub(crate) fn failed(error: CallError) -> Self {
        // SAFETY: there is nothing to poll.
        Self::new(Err(error.into()), 0, |step, waker| unsafe { step.poll(waker) })
    }
}

impl Future<'static, Value> {
    /// Makes the future of the function at `index`, which is asked on the wire lane.
    pub(crate) fn of_value(made: Result<Object, CallError>, index: usize) -> Self {
        Self::new(made.map_err(Failed::new), index, |step, waker| step.poll_value(waker))
    }

    /// Makes a future of what is known already.
    pub(crate) fn ready(output: Result<Value, CallError>) -> Self {
        Self {
            state: State::Known(Some(output.map_err(Failed::new))),
            poll: |step, waker| step.poll_value(waker),
            borrows: PhantomData,
        }
    }
}

impl<'a, R, T: ?Sized + Threads> Future<'a, R, T> {
    /// Makes a future that may go to other threads, where the plugin's allows that.
    ///
    /// # Errors
    /// The future itself, where the plugin's lacks what `U` says.
    pub fn claim<U: ?Sized + Threads>(self) -> Result<Future<'a, R, U>, Self> {
        let Self { state, poll, borrows } = self;
        match state {
            State::Running(held) => match held.claim() {
                Ok(held) => Ok(Future { state: State::Running(held), poll, borrows }),
                Err(held) => Err(Self { state: State::Running(held), poll, borrows }),
            },
            State::Known(output) => Ok(Future { state: State::Known(output), poll, borrows }),
        }
    }
}

// Nothing in it is pinned: the plugin's future is in a box of its own.
impl<R, T: ?Sized + Threads> Unpin for Future<'_, R, T> {}

impl<R, T: ?Sized + Threads> std::future::Future for Future<'_, R, T> {
    type Output = Result<R, CallError>;

    /// # Panics
    /// Where the future failed before it was polled, and is polled again after it said so.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let poll = self.poll;
        let output = match &mut self.state {
            State::Running(held) => poll(held.step(), &waker::lend(context.waker())),
            State::Known(output) => Some(output.take().expect("it is not polled after it was ready")),
        };
        match output {
            Some(Ok(output)) => Poll::Ready(Ok(output)),
            Some(Err(failed)) => Poll::Ready(Err(*failed)),
            None => Poll::Pending,
        }
    }
}

impl<R, T: ?Sized + Threads> fmt::Debug for Future<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Running(held) => write!(f, "Future({})", held.path()),
            State::Known(_) => f.write_str("Future(ready)"),
        }
    }
}

/// An `async fn` of the plugin's whose types were checked once. It keeps the library open.
///
/// ```no_run
/// # async fn get(plugin: &plugwright_loader::Library) -> Result<u64, Box<dyn std::error::Error>> {
/// let fetch = plugin.function("fetch")?.typed_async::<(&str,), u64>()?;
/// Ok(fetch.call(("the answer",)).await?)
/// # }
/// ```
pub struct TypedAsync<P, R> {
    callee: Callee,
    opened: Arc<Opened>,
    types: PhantomData<fn(P) -> R>,
}

impl<P: Arguments, R: Answer> TypedAsync<P, R> {
    /// Makes the typed handle.
    ///
    /// # Safety
    /// The callee is a function of the library that returns a future, whose types are `P` and `R`.
    pub(crate) const unsafe fn new(callee: Callee, opened: Arc<Opened>) -> Self {
        Self { callee, opened, types: PhantomData }
    }

    /// Calls the function. Nothing of its body runs before the future is polled; what goes wrong before is the future's
    /// output.
    #[inline]
    pub fn call<'a>(&self, args: P::At<'a>) -> Future<'a, R> {
        // SAFETY: `new` was promised that the function is of these parameters and returns a future. What the arguments
        // lend, the future's lifetime keeps.
        let made = unsafe { self.callee.call_for_object::<P>(&self.opened, args) };
        // SAFETY: `new` was promised that `R` is what the future comes to.
        Future::new(made, self.callee.index(), |step, waker| unsafe { step.poll(waker) })
    }
}

impl<P, R> Clone for TypedAsync<P, R> {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), types: PhantomData, ..*self }
    }
}

impl<P, R> fmt::Debug for TypedAsync<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedAsync({})", self.callee.signature(&self.opened))
    }
}
