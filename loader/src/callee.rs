//! [`Callee`]: where a typed call goes. Whether the types are the function's, whoever makes a typed handle has checked.

use plugwright_interface::Function as Signature;
use plugwright_interface::abi::{Invalid, Reply, Slot, Status};

use crate::heap::Heap;
use crate::library::Opened;
use crate::{Answer, Arguments, CallError};

/// The direct lane of one function. It keeps nothing open: whoever has it also has the library.
#[derive(Clone, Copy)]
pub(crate) struct Callee {
    direct: *const (),
    heap: &'static Heap,
    index: usize,
}

// SAFETY: `direct` is a code address; a plain Rust function may be called from any thread.
unsafe impl Send for Callee {}
// SAFETY: as above.
unsafe impl Sync for Callee {}

impl Callee {
    pub(crate) fn new(opened: &Opened, index: usize) -> Self {
        Self::at(opened, index, opened.entry(index).direct)
    }

    /// Another direct lane of the function at `index`.
    pub(crate) const fn at(opened: &Opened, index: usize, direct: *const ()) -> Self {
        Self { direct, heap: opened.heap, index }
    }

    pub(crate) const fn index(self) -> usize {
        self.index
    }

    pub(crate) fn signature(self, opened: &Opened) -> &Signature {
        opened.signature(self.index)
    }

    /// Calls the function.
    ///
    /// # Safety
    /// It is one of `opened`, and its types are `P` and `R`.
    #[inline]
    pub(crate) unsafe fn call<P: Arguments, R: Answer>(
        &self,
        opened: &Opened,
        args: P::At<'_>,
    ) -> Result<R, CallError> {
        // SAFETY: the caller's promise.
        unsafe { self.call_noting::<P, R>(opened, args, |_| ()) }
    }

    /// Calls the function, and tells what it came to.
    ///
    /// # Safety
    /// As for [`Callee::call`].
    #[inline]
    pub(crate) unsafe fn call_noting<P: Arguments, R: Answer>(
        &self,
        opened: &Opened,
        args: P::At<'_>,
        note: impl FnOnce(Status),
    ) -> Result<R, CallError> {
        let mut slot = Slot::<R::Repr>::empty();
        // SAFETY: the caller's promise.
        let reply = unsafe { P::invoke(self.direct, args, &raw mut slot, self.heap) };
        let status = reply.status;
        note(status);
        if status != Status::OK && status != Status::ERR {
            // SAFETY: the status is that of the call which the slot was for.
            return Err(unsafe { opened.failed_at(self.index, status, &slot) });
        }
        // SAFETY: the status says that the value is set, and the plugin lowered it from the type that `R` is.
        unsafe { lift::<R>(reply, &slot, self.heap) }.map_err(|fault| self.broken(opened, fault))
    }

    #[cold]
    fn broken(&self, opened: &Opened, fault: Invalid) -> CallError {
        crate::function::broken(self.signature(opened), fault)
    }
}

/// Brings a result back from where the call left it.
///
/// # Safety
/// A call left this reply and this slot, the status says that there is a value, and it is the form of an `R`.
#[inline]
pub(crate) unsafe fn lift<R: Answer>(reply: Reply, slot: &Slot<R::Repr>, heap: &Heap) -> Result<R, Invalid> {
    // SAFETY: the caller's promise; where a form is, both sides know by its size.
    unsafe {
        match Reply::holds::<R::Repr>() {
            true => R::lift(reply.form(), heap),
            false => R::lift_from(slot.value.as_ptr(), heap),
        }
    }
}
