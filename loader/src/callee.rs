//! [`Callee`]: where a typed call goes. Whether the types are the function's, whoever makes a typed handle has checked.

use std::sync::Arc;

use plugwright_interface::Function as Signature;
use plugwright_interface::abi::{Invalid, Pointer, Reply, Slot, Status};

use crate::heap::Heap;
use crate::library::Opened;
use crate::{Answer, Arguments, CallError, Object};

/// Why a call has no result, as a pointer: a result that is passed on with it stays in registers, which it cannot with the
/// whole error.
pub(crate) type Failed = Box<CallError>;

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
    pub(crate) unsafe fn call<P: Arguments, R: Answer>(&self, opened: &Opened, args: P::At<'_>) -> Result<R, Failed> {
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
    ) -> Result<R, Failed> {
        let args = if P::LIMITED { self.checked::<P>(opened, args)? } else { args };
        let mut slot = Slot::<R::Repr>::empty();
        // SAFETY: the caller's promise.
        let reply = unsafe { self.invoke::<P, R::Repr>(args, &mut slot) };
        note(reply.status);
        if !has_value(reply.status) {
            // SAFETY: the status is that of the call which the slot was for.
            return Err(unsafe { opened.failed_apart(self.index, reply.status, &slot) });
        }
        // SAFETY: the status says that the value is set, and the plugin lowered it from the type that `R` is.
        unsafe { lift::<R>(reply, &slot, self.heap) }.map_err(|fault| opened.broken_apart(self.index, fault))
    }

    /// Calls a function that returns an object, for whoever goes on with that.
    ///
    /// # Safety
    /// It is one of `opened`, its parameters are `P`, and the object is the host's.
    #[inline]
    pub(crate) unsafe fn call_for_object<P: Arguments>(
        &self,
        opened: &Arc<Opened>,
        args: P::At<'_>,
    ) -> Result<Object, Failed> {
        let args = if P::LIMITED { self.checked::<P>(opened, args)? } else { args };
        let mut slot = Slot::<Pointer>::empty();
        // SAFETY: the caller's promise.
        let reply = unsafe { self.invoke::<P, Pointer>(args, &mut slot) };
        if !has_value(reply.status) {
            // SAFETY: the status is that of the call which the slot was for.
            return Err(unsafe { opened.failed_apart(self.index, reply.status, &slot) });
        }
        // SAFETY: the status says that the value is set; where it is, both sides know by its size.
        let pointer = unsafe { if Reply::holds::<Pointer>() { reply.form() } else { slot.value.assume_init() } };
        // SAFETY: the caller's promise.
        unsafe { Object::new(pointer, opened.clone()) }.map_err(|fault| opened.broken_apart(self.index, fault))
    }

    /// Refuses arguments that are more than can cross, and drops them.
    #[inline(never)]
    fn checked<'a, P: Arguments>(&self, opened: &Opened, args: P::At<'a>) -> Result<P::At<'a>, Failed> {
        match P::check(&args) {
            Ok(()) => Ok(args),
            Err(fault) => {
                P::scrap(args);
                Err(crate::function::argument(opened.signature(self.index), fault).into())
            }
        }
    }

    /// # Safety
    /// The function's parameters are `P`, and its result has the form `F`.
    #[inline]
    unsafe fn invoke<P: Arguments, F: Copy>(&self, args: P::At<'_>, slot: &mut Slot<F>) -> Reply {
        // SAFETY: the caller's promise.
        unsafe { P::invoke(self.direct, args, slot, self.heap) }
    }
}

/// Out of the way of calls that have a result.
#[cold]
#[inline(never)]
#[allow(clippy::boxed_local, reason = "to unbox it is all that this does")]
pub(crate) fn unboxed(failed: Failed) -> CallError {
    *failed
}

/// Whether a call left a value, which may be an `Err`.
#[inline]
pub(crate) fn has_value(status: Status) -> bool {
    status == Status::OK || status == Status::ERR
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
