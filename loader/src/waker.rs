//! The host's wakers as the plugin's futures see them, and a host without an executor that waits for one future.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use plugwright_interface::abi::{WakerRepr, WakerTable};

static TABLE: WakerTable = WakerTable { clone, wake, wake_by_ref, drop: drop_waker };

/// Describes a waker that stays the host's; the plugin clones it where it wants to keep one.
#[inline]
pub(crate) fn lend(waker: &Waker) -> WakerRepr {
    WakerRepr { data: std::ptr::from_ref(waker).cast(), table: &TABLE }
}

/// What an executor's waker does when it panics is its own affair, but must not unwind into the plugin.
fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}

/// [`WakerTable::clone`].
unsafe extern "C" fn clone(data: *const ()) -> WakerRepr {
    // SAFETY: the data of every waker here is the address of a live `Waker`.
    let cloned = quietly(|| unsafe { &*data.cast::<Waker>() }.clone());
    let cloned = Box::new(cloned.unwrap_or_else(|| Waker::noop().clone()));
    WakerRepr { data: Box::into_raw(cloned).cast_const().cast(), table: &TABLE }
}

/// [`WakerTable::wake`].
unsafe extern "C" fn wake(data: *const ()) {
    // SAFETY: only a clone is used up, and that is boxed.
    let waker = unsafe { Box::from_raw(data.cast_mut().cast::<Waker>()) };
    quietly(|| waker.wake());
}

/// [`WakerTable::wake_by_ref`].
unsafe extern "C" fn wake_by_ref(data: *const ()) {
    // SAFETY: as in `clone`.
    quietly(|| unsafe { &*data.cast::<Waker>() }.wake_by_ref());
}

/// [`WakerTable::drop`].
unsafe extern "C" fn drop_waker(data: *const ()) {
    // SAFETY: as in `wake`.
    let waker = unsafe { Box::from_raw(data.cast_mut().cast::<Waker>()) };
    quietly(|| drop(waker));
}

/// Wakes a thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread until a future is ready.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            // Whoever wakes it before this line has it return at once.
            Poll::Pending => std::thread::park(),
        }
    }
}
