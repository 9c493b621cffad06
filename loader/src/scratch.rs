//! [`Scratch`]: the bytes of a dynamic call. Their memory stays where it is, and the thread keeps it for its next call.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};

use plugwright_interface::abi::{Buffer, Status};

use crate::library::Opened;

/// Lists with more room than this, in bytes, are given back after the call.
const LIMIT: usize = 64 * 1024;

/// What goes into a call of the wire lane, and what comes out.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) args: Vec<u8>,
    pub(crate) answer: Lent,
}

impl Scratch {
    /// Returns this thread's. A call inside a call, or in a thread that is ending, gets one of its own.
    #[inline]
    pub(crate) fn take() -> Taken {
        let kept = KEPT.try_with(Cell::take).ok().flatten();
        Taken(ManuallyDrop::new(kept.unwrap_or_default()))
    }

    const fn is_small(&self) -> bool {
        self.args.capacity() <= LIMIT && self.answer.0.cap <= LIMIT
    }
}

thread_local! {
    static KEPT: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// A scratch that goes back to its thread when this is dropped.
pub(crate) struct Taken(ManuallyDrop<Box<Scratch>>);

impl Deref for Taken {
    type Target = Scratch;

    #[inline]
    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl DerefMut for Taken {
    #[inline]
    fn deref_mut(&mut self) -> &mut Scratch {
        &mut self.0
    }
}

impl Drop for Taken {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: this is the end of the guard, and nothing is read from it any more.
        let scratch = unsafe { ManuallyDrop::take(&mut self.0) };
        if scratch.is_small() {
            // In a thread that is ending, nothing is kept.
            let _ = KEPT.try_with(|kept| kept.set(Some(scratch)));
        }
    }
}

/// A list of the shared heap that plugins are lent, and write their answers into. It is never moved: a list that is stored
/// word by word and then loaded in pairs stalls the processor for longer than everything else in a call.
pub(crate) struct Lent(Buffer);

// SAFETY: it owns its bytes, like the `Vec` that it was.
unsafe impl Send for Lent {}

impl Default for Lent {
    fn default() -> Self {
        Self(Buffer::give(Vec::<u8>::new()))
    }
}

impl Lent {
    /// Lends the list to a call of the plugin, which leaves its answer there. Always inlined: what `call` captures would
    /// otherwise be stored to be loaded again, with the stall that [`Lent`] is there to avoid.
    #[inline(always)]
    pub(crate) fn lend(&mut self, opened: &Opened, call: impl FnOnce(*mut Buffer) -> Status) -> Status {
        let before = self.0.cap;
        let status = call(&raw mut self.0);
        if self.0.cap != before {
            opened.heap.lent(before, self.0.cap);
        }
        status
    }
}

impl Deref for Lent {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: these are the parts of a `Vec<u8>`, before a call and after it.
        unsafe { std::slice::from_raw_parts(self.0.ptr, self.0.len) }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // SAFETY: as above, and nobody uses them after this.
        drop(unsafe { self.0.own::<u8>() });
    }
}
