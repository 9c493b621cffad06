//! [`ContextRepr`]: how a plugin reaches the host during a call. The host makes one per context; the plugin gets its
//! address, which is good for the length of the call, and asks through it.
//!
//! The direct lane passes the address as an argument. The wire lane cannot, since whoever reads bytes must not believe
//! an address among them: there the host calls [`super::Table::enter`] around the call, and the bytes hold `()`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Invalid, Slice};
use crate::wire::{Reader, name, tag};

/// The numbers of the operations. The crate `plugwright-plugin` has the same, and says what each one answers.
#[allow(missing_docs, reason = "the other copy is documented")]
pub mod operation {
    pub const GET: u32 = 1;
    pub const SET: u32 = 2;
    pub const REMOVE: u32 = 3;
    pub const KEYS: u32 = 4;
    pub const STOPPED: u32 = 5;
    pub const TIME_LEFT: u32 = 6;
    pub const LABEL: u32 = 7;
    pub const CONFIG: u32 = 8;
    pub const STATE: u32 = 9;
    pub const LOG: u32 = 10;
}

/// One question to the host.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Question {
    /// Which [`operation`].
    pub operation: u32,
    /// UTF-8, borrowed for the call.
    pub key: Slice,
    /// Bytes, borrowed for the call.
    pub value: Slice,
    /// Passed to `put`.
    pub sink: *mut (),
    /// Takes bytes of the answer, each time after the ones before. So no memory changes hands.
    pub put: unsafe extern "C" fn(sink: *mut (), bytes: Slice),
}

/// What the host puts at the start of a context of its own.
#[repr(C)]
pub struct ContextRepr {
    /// Answers a question. `context` is the address that the plugin was given. Never unwinds.
    pub ask: unsafe extern "C" fn(context: *const ContextRepr, question: *const Question) -> u32,
}

/// The plugin's way to the host.
#[derive(Clone, Copy, Debug)]
pub struct ContextHandle {
    context: *const ContextRepr,
}

// SAFETY: a host's context may be asked from any thread.
unsafe impl Send for ContextHandle {}
// SAFETY: as above.
unsafe impl Sync for ContextHandle {}

thread_local! {
    /// The context of the call that this thread makes on the wire lane.
    static ENTERED: Cell<*const ContextRepr> = const { Cell::new(std::ptr::null()) };
}

/// The library's [`super::Table::enter`]: makes `context` that of this thread's next calls on the wire lane, and returns
/// the one before.
///
/// # Safety
/// `context` is null, or stays valid until another takes its place.
pub unsafe extern "C" fn enter(context: *const ContextRepr) -> *const ContextRepr {
    ENTERED.replace(context)
}

impl ContextHandle {
    /// Takes the argument of the direct lane.
    ///
    /// # Safety
    /// `context` is one of a host, which lives as long as the handle is used.
    #[must_use]
    pub const unsafe fn of(context: *const ContextRepr) -> Self {
        Self { context }
    }

    /// Takes the argument of the wire lane.
    ///
    /// # Errors
    /// Where the next value is not `()`, and where the host entered no context.
    pub fn decode(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        match reader.tag()? {
            tag::UNIT => {}
            other => return Err(Invalid::new("a context", name(other))),
        }
        // The host that entered it keeps it until this call is over.
        let context = ENTERED.get();
        if context.is_null() { Err(Invalid::new("a context", "a call without one")) } else { Ok(Self { context }) }
    }

    /// Asks the host; what it answers is appended to `answer`.
    pub fn ask(&self, operation: u32, key: &str, value: &[u8], answer: &mut Vec<u8>) -> u32 {
        unsafe extern "C" fn put(sink: *mut (), bytes: Slice) {
            // SAFETY: `sink` is the list below, which only this call uses, and the host's bytes live for the call.
            unsafe { (*sink.cast::<Vec<u8>>()).extend_from_slice(bytes.read()) }
        }
        let (key, value) = (Slice::borrow(key.as_bytes()), Slice::borrow(value));
        let question = Question { operation, key, value, sink: std::ptr::from_mut(answer).cast(), put };
        // SAFETY: `of` and `decode` were given a context that lives, and the question lives for the call.
        unsafe { ((*self.context).ask)(self.context, &raw const question) }
    }
}

/// The host's half of one operation.
pub trait Answers {
    /// Does the operation and appends the answer's bytes.
    fn answer(&self, operation: u32, key: &str, value: &[u8], answer: &mut Vec<u8>) -> u32;
}

/// A host's [`ContextRepr::ask`] for a `T` that begins with the repr. A panic of the host's answers 0 and nothing, since
/// no unwind may cross.
///
/// # Safety
/// `context` is the address of a `T`, which is `#[repr(C)]` and has the [`ContextRepr`] as its first field; `question` is
/// one that a plugin asks.
pub unsafe extern "C" fn ask<T: Answers>(context: *const ContextRepr, question: *const Question) -> u32 {
    // SAFETY: the caller's promise.
    let (host, question) = unsafe { (&*context.cast::<T>(), &*question) };
    let answered = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the plugin borrows both for the call.
        let (key, value) = unsafe { (question.key.read::<u8>(), question.value.read::<u8>()) };
        let mut answer = Vec::new();
        let returned = host.answer(question.operation, std::str::from_utf8(key).unwrap_or(""), value, &mut answer);
        (returned, answer)
    }));
    match answered {
        Ok((returned, answer)) => {
            // SAFETY: sink and function belong together, as the plugin made them.
            unsafe { (question.put)(question.sink, Slice::borrow(&answer)) };
            returned
        }
        Err(payload) => {
            // Its destructor may panic in turn.
            std::mem::forget(payload);
            0
        }
    }
}
