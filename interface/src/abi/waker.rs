//! How a future of the plugin's tells the host that it can go on: the host's waker as a table of functions, and in the
//! plugin a [`Waker`] that calls them. It may be cloned, woken and dropped on any thread, also after its future is gone.

use std::mem::ManuallyDrop;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// A waker of the host's.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WakerRepr {
    /// Passed to each function.
    pub data: *const (),
    /// The functions, which live as long as the process.
    pub table: &'static WakerTable,
}

/// What can be done with a waker. Each function may be called from any thread and never unwinds.
#[repr(C)]
#[derive(Debug)]
pub struct WakerTable {
    /// Makes another waker of the same task.
    pub clone: unsafe extern "C" fn(data: *const ()) -> WakerRepr,
    /// Wakes the task and drops the waker.
    pub wake: unsafe extern "C" fn(data: *const ()),
    /// Wakes the task.
    pub wake_by_ref: unsafe extern "C" fn(data: *const ()),
    /// Drops the waker.
    pub drop: unsafe extern "C" fn(data: *const ()),
}

/// Of a waker that is lent for one poll: its data is the address of the host's [`WakerRepr`].
static LENT: RawWakerVTable = RawWakerVTable::new(clone, wake_lent, wake_lent, |_| ());

/// Of a waker that the plugin owns: its data is a boxed [`WakerRepr`].
static OWNED: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_lent, drop_owned);

/// Makes the waker of one poll.
///
/// # Safety
/// `waker` points to a waker of the host's that lives as long as what is returned.
pub(super) unsafe fn lend(waker: *const WakerRepr) -> ManuallyDrop<Waker> {
    // SAFETY: the functions of the table do what they must for such data, as the caller promises.
    ManuallyDrop::new(unsafe { Waker::from_raw(RawWaker::new(waker.cast(), &LENT)) })
}

/// # Safety
/// `data` is the address of a live [`WakerRepr`].
unsafe fn repr(data: *const ()) -> WakerRepr {
    // SAFETY: the caller's promise.
    unsafe { data.cast::<WakerRepr>().read() }
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the data of both tables is that address.
    let WakerRepr { data, table } = unsafe { repr(data) };
    // SAFETY: the waker lives.
    let own = unsafe { (table.clone)(data) };
    RawWaker::new(Box::into_raw(Box::new(own)).cast_const().cast(), &OWNED)
}

unsafe fn wake_lent(data: *const ()) {
    // SAFETY: as in `clone`.
    let WakerRepr { data, table } = unsafe { repr(data) };
    // SAFETY: the waker lives.
    unsafe { (table.wake_by_ref)(data) };
}

unsafe fn wake(data: *const ()) {
    // SAFETY: `clone` boxed it, and it is used up.
    let own = unsafe { Box::from_raw(data.cast_mut().cast::<WakerRepr>()) };
    // SAFETY: the waker lives until now.
    unsafe { (own.table.wake)(own.data) };
}

unsafe fn drop_owned(data: *const ()) {
    // SAFETY: as in `wake`.
    let own = unsafe { Box::from_raw(data.cast_mut().cast::<WakerRepr>()) };
    // SAFETY: as in `wake`.
    unsafe { (own.table.drop)(own.data) };
}
