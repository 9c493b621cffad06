//! [`Kept`]: memory that a thread keeps from one dynamic call to the next.

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

/// More bytes than this are given back after the call.
const LIMIT: usize = 64 * 1024;

/// An empty list, or none. Only one thread uses it; the atomics are there because the compiler never merges them. A list
/// that is stored word by word and then loaded in pairs stalls the processor for longer than everything else in a call.
pub(crate) struct Kept {
    /// Null where there is none.
    start: AtomicPtr<u8>,
    capacity: AtomicUsize,
    /// Keeps other threads out, which the atomics would let in.
    one_thread: PhantomData<Cell<()>>,
}

impl Kept {
    pub(crate) const fn nothing() -> Self {
        Self { start: AtomicPtr::new(ptr::null_mut()), capacity: AtomicUsize::new(0), one_thread: PhantomData }
    }

    /// Takes the list out, or makes one.
    #[inline]
    pub(crate) fn take(&self) -> Vec<u8> {
        let start = self.start.load(Relaxed);
        if start.is_null() {
            return Vec::new();
        }
        self.start.store(ptr::null_mut(), Relaxed);
        // SAFETY: these are the parts of the list that `put` forgot, and nobody else has them now.
        unsafe { Vec::from_raw_parts(start, 0, self.capacity.load(Relaxed)) }
    }

    /// Keeps the memory of a list, which is empty afterwards.
    #[inline]
    pub(crate) fn put(&self, list: &mut Vec<u8>) {
        if !(1..=LIMIT).contains(&list.capacity()) || !self.start.load(Relaxed).is_null() {
            return;
        }
        self.start.store(list.as_mut_ptr(), Relaxed);
        self.capacity.store(list.capacity(), Relaxed);
        let _moved = ManuallyDrop::new(std::mem::take(list));
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.take());
    }
}
