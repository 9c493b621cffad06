//! [`Arena`]: what a wrapper must keep alive while the author's function runs, because a parameter borrows it.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

use super::Invalid;

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
    back: Back,
}

/// How the host hears of what the call made of a value.
#[derive(Clone, Copy)]
pub(super) enum Back {
    /// Not at all.
    Never,
    /// On the wire, by what writes a value behind a pointer.
    Encoded(unsafe fn(*const (), &mut Vec<u8>) -> Result<(), Invalid>),
    /// In the place that it came from.
    Placed(unsafe fn(*mut ()) -> Result<(), Invalid>),
}

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
        self.keep_with(value, drop_box::<T>, Back::Never)
    }

    /// Keeps a value that the call may change; `drop` and `back` are for boxes of such a value.
    #[allow(clippy::mut_from_ref, reason = "each value is kept once, and only who keeps it has this reference")]
    pub(super) fn keep_with<T>(&self, value: T, drop: unsafe fn(*mut ()), back: Back) -> &mut T {
        let value = Box::into_raw(Box::new(value));
        self.kept.borrow_mut().push(Kept { value: value.cast(), drop, back });
        // SAFETY: the box is freed only in `Arena::drop`, which cannot run while `self` is borrowed.
        unsafe { &mut *value }
    }

    /// Writes what the call made of the values that it may have changed, in the order in which they were kept.
    ///
    /// # Errors
    /// Where that is more than can cross.
    ///
    /// # Safety
    /// Nobody uses what [`Arena::keep_with`] returned any more.
    pub(super) unsafe fn encode_changed(&self, out: &mut Vec<u8>) -> Result<(), Invalid> {
        self.kept.borrow().iter().try_for_each(|Kept { value, back, .. }| match back {
            // SAFETY: `keep_with` paired the value with the function for its type, and the value is nobody else's.
            Back::Encoded(encode) => unsafe { encode(*value, out) },
            Back::Never | Back::Placed(_) => Ok(()),
        })
    }

    /// Gives back what the call borrowed, and drops the rest.
    ///
    /// # Errors
    /// Where what the call made of something is more than can cross. That is given back as it came in.
    ///
    /// # Safety
    /// Nobody uses what [`Arena::keep_with`] returned any more.
    #[inline]
    pub(super) unsafe fn end(mut self) -> Result<(), Invalid> {
        let kept = std::mem::take(self.kept.get_mut());
        if kept.capacity() > 0 {
            // SAFETY: the caller's promise.
            return unsafe { give_all_back(ManuallyDrop::into_inner(kept)) };
        }
        Ok(())
    }
}

/// Drops a box of `T`.
///
/// # Safety
/// `value` comes from `Box::<T>::into_raw` and is not used again.
pub(super) unsafe fn drop_box<T>(value: *mut ()) {
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

/// Gives back what was kept, and drops it.
///
/// # Safety
/// As for [`Arena::end`].
#[inline(never)]
unsafe fn give_all_back(kept: Vec<Kept>) -> Result<(), Invalid> {
    let given_back = kept.iter().map(|Kept { value, back, .. }| match back {
        // SAFETY: as in `encode_changed`.
        Back::Placed(give_back) => unsafe { give_back(*value) },
        Back::Never | Back::Encoded(_) => Ok(()),
    });
    let faults: Vec<Invalid> = given_back.filter_map(Result::err).collect();
    drop_all(kept);
    faults.into_iter().next().map_or(Ok(()), Err)
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
