//! How closures of the host's come in: as an address of the host's code, and what that is to be called with.

use std::ops::Deref;
use std::panic::resume_unwind;

use super::{Arena, Buffer, Failure, Input, Invalid, Output, Reply, Slot, Status, checked};
use crate::wire::{Reader, put_head, tag};

/// A closure on its way. It is the bridge's, which drops it once.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CallbackRepr {
    /// Passed to both functions.
    pub context: *mut (),
    /// `unsafe extern "C" fn(context, Out<A>, …, *mut Slot<In<R>>) -> Reply`. It never unwinds, and is called again before
    /// it has returned only where the closure is a `Fn`.
    pub call: *const (),
    /// Drops the closure.
    pub drop: unsafe extern "C" fn(context: *mut ()),
}

/// What a bridge asks the host to do with a closure that it knows by a number.
#[allow(missing_docs, reason = "the names say it")]
pub mod closure_operation {
    /// The closure is the bridge's from now on.
    pub const TAKE: u32 = 0;
    pub const CALL: u32 = 1;
    pub const DROP: u32 = 2;
}

/// A closure of the host's that lasts for one call.
pub struct Callback(Way);

/// How to get at a closure.
enum Way {
    /// By its address, which the direct lane carried.
    Direct(CallbackRepr),
    /// By its number, which the wire lane carried.
    Numbered(u64),
}

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
        Self(Way::Direct(repr))
    }

    /// Takes the closure of that number.
    fn numbered(number: u64) -> Result<Self, Invalid> {
        // SAFETY: nothing is read or written but by a call.
        let status = unsafe { operate(closure_operation::TAKE, number, &[], std::ptr::null_mut()) };
        match status {
            Status::OK => Ok(Self(Way::Numbered(number))),
            _ => Err(Invalid::new("a closure", "one that is gone")),
        }
    }
}

/// Asks the host to do something with a closure.
///
/// # Safety
/// `out` describes a `Vec<u8>` where the operation is a call.
unsafe fn operate(operation: u32, number: u64, args: &[u8], out: *mut Buffer) -> Status {
    match super::alloc::host() {
        // SAFETY: the arguments live for the call; the caller's promise for `out`.
        Some(host) => unsafe { (host.closure)(host.context, operation, number, args.as_ptr(), args.len(), out) },
        None => Status::BAD_ARGUMENT,
    }
}

impl LastingCallback {
    /// Takes a closure that may go to other threads.
    ///
    /// # Safety
    /// As for [`Callback::new`], and the closure borrows nothing, is `Send`, and `Sync` where it is a `Fn`.
    #[must_use]
    pub const unsafe fn new(repr: CallbackRepr) -> Self {
        Self(Callback(Way::Direct(repr)))
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
        match self.0 {
            // SAFETY: the host gave the closure away, and this is its end.
            Way::Direct(repr) => unsafe { (repr.drop)(repr.context) },
            Way::Numbered(number) => {
                // SAFETY: this is no call.
                unsafe { operate(closure_operation::DROP, number, &[], std::ptr::null_mut()) };
            }
        }
    }
}

impl<'a, Bridge> Input<'a, Bridge> for Callback {
    type Repr = CallbackRepr;
    type Contract = Self;

    unsafe fn lift(repr: CallbackRepr, _: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        Ok(unsafe { Self::new(repr) })
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        Self::numbered(reader.closure()?)
    }
}

/// The interface says that the closure borrows nothing, is `Send`, and `Sync` where it is a `Fn`.
impl<'a, Bridge> Input<'a, Bridge> for LastingCallback {
    type Repr = CallbackRepr;
    type Contract = Self;

    unsafe fn lift(repr: CallbackRepr, _: &'a Arena) -> Result<Self, Invalid> {
        // SAFETY: the caller's promise.
        Ok(unsafe { Self::new(repr) })
    }

    fn decode(reader: &mut Reader<'a>, _: &'a Arena) -> Result<Self, Invalid> {
        // What is a value of the host's is as free as that.
        Callback::numbered(reader.closure()?).map(Self)
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
                $(let $arg = given($arg);)*
                let repr = match self.0 {
                    Way::Direct(repr) => repr,
                    Way::Numbered(number) => {
                        let put = |args: &mut Vec<u8>| {
                            put_head(args, tag::TUPLE, <[&str]>::len(&[$(stringify!($arg)),*]));
                            $($arg.encode_owned(args);)*
                        };
                        // SAFETY: the caller's promise.
                        return unsafe { ask::<Bridge, R>(number, put) };
                    }
                };
                type Call<R, $($item),*> = unsafe extern "C" fn(*mut (), $($item,)* *mut Slot<R>) -> Reply;
                // SAFETY: the caller's promise.
                let call = unsafe { std::mem::transmute::<*const (), Call<R::Repr, $($item::Repr),*>>(repr.call) };
                let mut slot = Slot::empty();
                // SAFETY: the forms are those of the closure's parameters, and the slot is for its result.
                let reply = unsafe { call(repr.context, $($arg.lower(),)* &raw mut slot) };
                // SAFETY: the reply is that of the call which the slot was for.
                unsafe { lift::<Bridge, R>(reply, &slot) }
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

/// What a closure is called with.
#[inline]
fn given<Bridge, T: Output<Bridge>>(value: T) -> T {
    checked(value)
        .unwrap_or_else(|fault| go_on(format!("what a closure is called with is more than can cross: {}", *fault)))
}

/// Calls the closure of that number with what `put` writes. Not part of the functions above, whose direct lane is faster
/// without this beside it.
///
/// # Safety
/// It takes that and returns an `R`, which borrows nothing.
#[inline(never)]
unsafe fn ask<Bridge: 'static, R: Input<'static, Bridge>>(number: u64, put: impl FnOnce(&mut Vec<u8>)) -> R {
    let (mut args, mut out) = (Vec::new(), Buffer::give(Vec::<u8>::new()));
    put(&mut args);
    // SAFETY: `out` is an empty list, and whatever is in it afterwards is this call's.
    let (status, answer) = unsafe {
        let status = operate(closure_operation::CALL, number, &args, &raw mut out);
        (status, Buffer::read(&raw const out).own::<u8>())
    };
    if status != Status::OK {
        go_on(String::from_utf8_lossy(&answer).into_owned());
    }
    let arena = Arena::new();
    // SAFETY: the result is of an owned type, which borrows neither the bytes nor the arena.
    let (bytes, arena) = unsafe { (&*std::ptr::from_ref(answer.as_slice()), &*std::ptr::from_ref(&arena)) };
    let decoded = R::decode(&mut Reader::new(bytes), arena);
    decoded.unwrap_or_else(|invalid| go_on(invalid.to_string()))
}

/// What a panic of the host's closure is inside the plugin.
pub(super) struct HostPanic(pub(super) String);

/// Brings back what a closure returned.
///
/// # Safety
/// A call of a closure that returns an `R` left this reply and this slot.
#[inline]
unsafe fn lift<Bridge: 'static, R: Input<'static, Bridge>>(reply: Reply, slot: &Slot<R::Repr>) -> R {
    if reply.status != Status::OK {
        // SAFETY: any other status says that the failure is set.
        unsafe { go_on_from(slot.failure.assume_init()) };
    }
    let arena = Arena::new();
    // SAFETY: a closure's result is of an owned type, which keeps nothing in the arena; the status says that it is set.
    let lifted = unsafe {
        let form = if const { Reply::holds::<R::Repr>() } { reply.form() } else { slot.value.assume_init() };
        R::lift(form, &*std::ptr::from_ref(&arena))
    };
    lifted.unwrap_or_else(|invalid| go_on(invalid.to_string()))
}

/// Goes on with what a closure left instead of a result.
///
/// # Safety
/// A call of a closure left the failure, and it is read once.
#[cold]
#[inline(never)]
unsafe fn go_on_from(failure: Failure) -> ! {
    // SAFETY: both its texts were given away, as the caller promises.
    let (message, detail) = unsafe { (failure.message.own::<u8>(), failure.detail.own::<u8>()) };
    drop(detail);
    go_on(String::from_utf8_lossy(&message).into_owned())
}

/// Goes on with a panic that began in the host, and that the host has already heard of.
#[cold]
#[inline(never)]
fn go_on(message: String) -> ! {
    resume_unwind(Box::new(HostPanic(message)))
}
