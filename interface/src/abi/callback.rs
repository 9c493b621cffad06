//! How closures of the host's come in: as an address of the host's code, and what that is to be called with.

use std::ops::Deref;
use std::panic::resume_unwind;

use super::{Arena, BadArgument, Input, Invalid, Output, Slot, Status};

/// A closure on its way. It is the bridge's, which drops it once.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CallbackRepr {
    /// Passed to both functions.
    pub context: *mut (),
    /// `unsafe extern "C" fn(context, Out<A>, …, *mut Slot<In<R>>) -> Status`. It never unwinds, and is called again before
    /// it has returned only where the closure is a `Fn`.
    pub call: *const (),
    /// Drops the closure.
    pub drop: unsafe extern "C" fn(context: *mut ()),
}

/// A closure of the host's that lasts for one call.
pub struct Callback(CallbackRepr);

/// A closure of the host's that the plugin may keep and take to other threads.
pub struct LastingCallback(Callback);

// SAFETY: whoever makes one has the host's promise that the closure is `Send`, and `Sync` where it can be shared.
unsafe impl Send for LastingCallback {}
// SAFETY: as above.
unsafe impl Sync for LastingCallback {}

impl Callback {
    /// Takes a closure.
    ///
    /// # Safety
    /// The host gave the closure away, and it lives until it is dropped.
    #[must_use]
    pub const unsafe fn new(repr: CallbackRepr) -> Self {
        Self(repr)
    }
}

impl LastingCallback {
    /// Takes a closure that may go to other threads.
    ///
    /// # Safety
    /// As for [`Callback::new`], and the closure borrows nothing, is `Send`, and `Sync` where it is a `Fn`.
    #[must_use]
    pub const unsafe fn new(repr: CallbackRepr) -> Self {
        Self(Callback(repr))
    }
}

impl Deref for LastingCallback {
    type Target = Callback;

    fn deref(&self) -> &Callback {
        &self.0
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        // SAFETY: the host gave the closure away, and this is its end.
        unsafe { (self.0.drop)(self.0.context) };
    }
}

macro_rules! callback {
    ($($name:ident ($($item:ident $contract:ident $arg:ident)*))*) => {
        impl Callback {$(
            /// Calls the closure, whose parameters and result the interface names. Where it panics, that goes on through
            /// the plugin.
            ///
            /// # Safety
            /// The closure is of these types.
            #[allow(clippy::too_many_arguments, reason = "a closure has as many")]
            pub unsafe fn $name<Bridge: 'static, $($contract,)* R: Input<'static, Bridge>, $($item: Output<Bridge, Contract = $contract>),*>(
                &self,
                $($arg: $item),*
            ) -> R {
                type Call<R, $($item),*> = unsafe extern "C" fn(*mut (), $($item,)* *mut Slot<R>) -> Status;
                // SAFETY: the caller's promise.
                let call = unsafe { std::mem::transmute::<*const (), Call<R::Repr, $($item::Repr),*>>(self.0.call) };
                let mut slot = Slot::empty();
                // SAFETY: the forms are those of the closure's parameters, and the slot is for its result.
                let status = unsafe { call(self.0.context, $($arg.lower(),)* &raw mut slot) };
                // SAFETY: the status is that of the call which the slot was for.
                unsafe { lift::<Bridge, R>(status, &slot) }
            }
        )*}
    };
}
callback! {
    call0 ()
    call1 (A CA a)
    call2 (A CA a B CB b)
    call3 (A CA a B CB b C CC c)
    call4 (A CA a B CB b C CC c D CD d)
    call5 (A CA a B CB b C CC c D CD d E CE e)
    call6 (A CA a B CB b C CC c D CD d E CE e F CF f)
}

/// Refuses a call of the wire lane, which carries no closures.
#[must_use]
pub fn no_closure(index: u32) -> BadArgument {
    BadArgument { index, fault: Invalid::new("a closure, which only a typed call gives", "a value") }
}

/// What a panic of the host's closure is inside the plugin.
pub(super) struct HostPanic(pub(super) String);

/// # Safety
/// A call of a closure that returns an `R` left this status and this slot.
unsafe fn lift<Bridge: 'static, R: Input<'static, Bridge>>(status: Status, slot: &Slot<R::Repr>) -> R {
    if status == Status::OK {
        let arena = Arena::new();
        // SAFETY: a closure's result is of an owned type, which keeps nothing in the arena; the status says that it is set.
        let lifted = unsafe { R::lift(slot.value.assume_init(), &*std::ptr::from_ref(&arena)) };
        return lifted
            .unwrap_or_else(|Invalid { expected, found, .. }| go_on(format!("expected {expected}, found {found}")));
    }
    // SAFETY: any other status says that the failure is set, and both its texts were given away.
    let (message, detail) = unsafe {
        let failure = slot.failure.assume_init();
        (failure.message.own::<u8>(), failure.detail.own::<u8>())
    };
    drop(detail);
    go_on(String::from_utf8_lossy(&message).into_owned())
}

/// Goes on with a panic that began in the host, and that the host has already heard of.
#[cold]
fn go_on(message: String) -> ! {
    resume_unwind(Box::new(HostPanic(message)))
}
