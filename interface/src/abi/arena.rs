//! [`Arena`]: what a wrapper must keep alive while the author's function runs, because a parameter borrows it.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// Keeps values of any type until it is dropped, last one first.
///
/// A value may borrow what the arena's own drop finds gone, which no lifetime here can say. So only the guards of a call
/// make arenas, and their callers promise what goes in.
pub struct Arena {
    kept: RefCell<ManuallyDrop<Vec<Kept>>>,
}

/// A boxed value whose type is forgotten, and how to drop it.
struct Kept {
    value: *mut (),
    drop: unsafe fn(*mut ()),
    /// Writes what the call made of the value, where the host wants to hear of that.
    encode: Option<EncodeFn>,
}

/// Writes a value behind a pointer to the wire.
pub(super) type EncodeFn = unsafe fn(*const (), &mut Vec<u8>);

impl Arena {
    /// Returns an empty arena; it allocates only when it keeps something.
    #[inline]
    #[must_use]
    pub(super) const fn new() -> Self {
        Self { kept: RefCell::new(ManuallyDrop::new(Vec::new())) }
    }

    /// Keeps a value as long as the arena lives.
    pub fn keep<T>(&self, value: T) -> &T {
        self.keep_mut(value)
    }

    /// Keeps a value as long as the arena lives, for one borrower.
    #[allow(clippy::mut_from_ref, reason = "each value is kept once, and only who keeps it has this reference")]
    pub fn keep_mut<T>(&self, value: T) -> &mut T {
        self.keep_with(value, None)
    }

    /// Keeps a value that the call may change; `encode` writes such a value.
    #[allow(clippy::mut_from_ref, reason = "each value is kept once, and only who keeps it has this reference")]
    pub(super) fn keep_with<T>(&self, value: T, encode: Option<EncodeFn>) -> &mut T {
        let value = Box::into_raw(Box::new(value));
        self.kept.borrow_mut().push(Kept { value: value.cast(), drop: drop_box::<T>, encode });
        // SAFETY: the box is freed only in `Arena::drop`, which cannot run while `self` is borrowed.
        unsafe { &mut *value }
    }

    /// Writes what the call made of the values that it may have changed, in the order in which they were kept.
    ///
    /// # Safety
    /// Nobody uses what [`Arena::keep_with`] returned any more.
    pub(super) unsafe fn encode_changed(&self, out: &mut Vec<u8>) {
        for Kept { value, encode, .. } in self.kept.borrow().iter() {
            if let Some(encode) = encode {
                // SAFETY: `keep_with` paired the value with the function for its type, and the value is nobody else's.
                unsafe { encode(*value, out) };
            }
        }
    }
}

/// Drops a box of `T`.
///
/// # Safety
/// `value` comes from `Box::<T>::into_raw` and is not used again.
unsafe fn drop_box<T>(value: *mut ()) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(value.cast::<T>()) });
}

impl Drop for Arena {
    #[inline]
    fn drop(&mut self) {
        // Moved out, so that the address of the arena goes nowhere: then most wrappers need none in memory.
        let kept = std::mem::take(self.kept.get_mut());
        if kept.capacity() > 0 {
            drop_all(ManuallyDrop::into_inner(kept));
        }
    }
}

/// Drops what was kept, the last first. Most calls keep nothing, and do not want this code inside them.
#[inline(never)]
fn drop_all(mut kept: Vec<Kept>) {
    while let Some(Kept { value, drop, .. }) = kept.pop() {
        // SAFETY: `keep` paired the value with the function for its type, and it is popped once. A value that borrows
        // another was kept later, so it goes first.
        unsafe { drop(value) };
    }
}
