//! What goes on after its call, of a [`super::Metered`]: futures and iterators whose steps are timed, and whose faults are
//! counted.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use plugwright_interface::abi::Status;

use crate::heap::Heap;
use crate::meter::{Meter, Watched};
use crate::{Answer, Arguments, CallError, Future, Iter, Stays, Threads, TypedAsync, TypedIter};

/// An `async fn` whose types the host knows and whose calls are counted.
#[derive(Clone)]
pub struct MeteredTypedAsync<P, R> {
    function: TypedAsync<P, R>,
    counting: Counting,
}

/// A function that returns an iterator, whose types the host knows and whose calls are counted.
#[derive(Clone)]
pub struct MeteredTypedIter<P, R> {
    function: TypedIter<P, R>,
    counting: Counting,
}

/// A [`Future`] of a call that is counted. Its time is that of all its polls.
#[must_use = "a future does nothing unless it is polled"]
pub struct MeteredFuture<'a, R, T: ?Sized + Threads = dyn Stays> {
    future: Future<'a, R, T>,
    counting: Counting,
    outcome: fn(&Result<R, CallError>) -> Status,
}

/// An [`Iter`] of a call that is counted. Its time is that of all items that were pulled.
pub struct MeteredIter<'a, R, T: ?Sized + Threads = dyn Stays> {
    iter: Iter<'a, R, T>,
    counting: Counting,
}

/// The function that is counted, and where.
#[derive(Clone)]
pub(super) struct Counting {
    pub meter: Arc<Meter>,
    pub heap: &'static Heap,
    pub index: usize,
}

impl Counting {
    /// Does one step of a call, and counts its time and how it ended. Each is timed: a step goes to whichever thread the
    /// host likes, so that none can stand for others.
    fn step<T>(&self, step: impl FnOnce() -> T, outcome: impl FnOnce(&T) -> Status) -> T {
        let start = Instant::now();
        let watch = self.heap.watch();
        let result = step();
        self.meter.note_memory(self.index, watch.moved(), Watched::Each);
        self.meter.add_time(self.index, start.elapsed());
        match outcome(&result) {
            Status::OK | Status::PENDING => {}
            status => self.meter.note_fault(self.index, status),
        }
        result
    }
}

impl<P, R> MeteredTypedAsync<P, R> {
    pub(super) const fn new(function: TypedAsync<P, R>, counting: Counting) -> Self {
        Self { function, counting }
    }
}

impl<P: Arguments, R: Answer> MeteredTypedAsync<P, R> {
    /// Calls the function. Nothing of its body runs before the future is polled.
    pub fn call<'a>(&self, args: P::At<'a>) -> MeteredFuture<'a, R> {
        MeteredFuture::begin(self.counting.clone(), || self.function.call(args), super::outcome)
    }
}

impl<P, R> MeteredTypedIter<P, R> {
    pub(super) const fn new(function: TypedIter<P, R>, counting: Counting) -> Self {
        Self { function, counting }
    }
}

impl<P: Arguments, R: Answer> MeteredTypedIter<P, R> {
    /// Calls the function.
    ///
    /// # Errors
    /// As for [`TypedIter::call`].
    pub fn call<'a>(&self, args: P::At<'a>) -> Result<MeteredIter<'a, R>, CallError> {
        MeteredIter::begin(self.counting.clone(), || self.function.call(args))
    }
}

impl<'a, R> MeteredFuture<'a, R> {
    /// Counts a call and makes its future.
    pub(super) fn begin(
        counting: Counting,
        call: impl FnOnce() -> Future<'a, R>,
        outcome: fn(&Result<R, CallError>) -> Status,
    ) -> Self {
        counting.meter.begin_in_steps(counting.index);
        let future = counting.step(call, |_| Status::OK);
        Self { future, counting, outcome }
    }
}

impl<'a, R, T: ?Sized + Threads> MeteredFuture<'a, R, T> {
    /// Makes a future that may go to other threads, where the plugin's allows that.
    ///
    /// # Errors
    /// The future itself, where the plugin's lacks what `U` says.
    #[allow(clippy::result_large_err, reason = "the error is what was asked, as it was")]
    pub fn claim<U: ?Sized + Threads>(self) -> Result<MeteredFuture<'a, R, U>, Self> {
        let Self { future, counting, outcome } = self;
        match future.claim() {
            Ok(future) => Ok(MeteredFuture { future, counting, outcome }),
            Err(future) => Err(Self { future, counting, outcome }),
        }
    }
}

impl<R, T: ?Sized + Threads> std::future::Future for MeteredFuture<'_, R, T> {
    type Output = Result<R, CallError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { future, counting, outcome } = &mut *self;
        counting.step(
            || Pin::new(future).poll(context),
            |polled| match polled {
                Poll::Ready(output) => outcome(output),
                Poll::Pending => Status::PENDING,
            },
        )
    }
}

impl<'a, R> MeteredIter<'a, R> {
    /// Counts a call and takes its iterator.
    pub(super) fn begin(
        counting: Counting,
        call: impl FnOnce() -> Result<Iter<'a, R>, CallError>,
    ) -> Result<Self, CallError> {
        counting.meter.begin_in_steps(counting.index);
        let iter = counting.step(call, |iter| iter.as_ref().err().map_or(Status::OK, super::fault))?;
        Ok(Self { iter, counting })
    }
}

impl<'a, R, T: ?Sized + Threads> MeteredIter<'a, R, T> {
    /// Makes an iterator that may go to other threads, where the plugin's allows that.
    ///
    /// # Errors
    /// The iterator itself, where the plugin's lacks what `U` says.
    pub fn claim<U: ?Sized + Threads>(self) -> Result<MeteredIter<'a, R, U>, Self> {
        let Self { iter, counting } = self;
        match iter.claim() {
            Ok(iter) => Ok(MeteredIter { iter, counting }),
            Err(iter) => Err(Self { iter, counting }),
        }
    }
}

impl<R, T: ?Sized + Threads> Iterator for MeteredIter<'_, R, T> {
    type Item = Result<R, CallError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { iter, counting } = self;
        counting.step(
            || iter.next(),
            |item| match item {
                Some(Err(error)) => super::fault(error),
                _ => Status::OK,
            },
        )
    }
}

impl<P, R> fmt::Debug for MeteredTypedAsync<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MeteredTypedAsync").field(&self.function).finish()
    }
}

impl<P, R> fmt::Debug for MeteredTypedIter<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MeteredTypedIter").field(&self.function).finish()
    }
}

impl<R, T: ?Sized + Threads> fmt::Debug for MeteredFuture<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MeteredFuture").field(&self.future).finish()
    }
}

impl<R, T: ?Sized + Threads> fmt::Debug for MeteredIter<'_, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MeteredIter").field(&self.iter).finish()
    }
}
