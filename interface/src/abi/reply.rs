//! [`Reply`]: what a function of the direct lane returns. A small result comes in a register, since a detour through memory
//! takes several times as long as adding two numbers.

use std::mem::MaybeUninit;

use super::Status;

/// What a call came to, and its result where that fits a word. A result that does not is in the caller's [`Slot`](super::Slot).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Reply {
    /// What the call came to.
    pub status: Status,
    /// The first bytes are those of a form of 8 bytes or fewer, where the status says that there is a value.
    pub word: MaybeUninit<u64>,
}

impl From<Status> for Reply {
    #[inline]
    fn from(status: Status) -> Self {
        Self { status, word: MaybeUninit::uninit() }
    }
}

impl Reply {
    /// Whether forms of `R` come in the reply.
    #[inline]
    #[must_use]
    pub const fn holds<R: Copy>() -> bool {
        size_of::<R>() <= size_of::<u64>()
    }

    /// Puts a form that a reply holds into one.
    #[inline]
    #[must_use]
    pub fn with<R: Copy>(status: Status, form: R) -> Self {
        debug_assert!(Self::holds::<R>());
        let mut word = MaybeUninit::<u64>::uninit();
        // SAFETY: the word has room for the form, and need not be initialised where that is not.
        unsafe { word.as_mut_ptr().cast::<R>().write_unaligned(form) };
        Self { status, word }
    }

    /// Takes the form of a result out.
    ///
    /// # Safety
    /// The status says that there is a value, and its form is an `R`, which a reply holds.
    #[inline]
    #[must_use]
    pub const unsafe fn form<R: Copy>(&self) -> R {
        debug_assert!(Self::holds::<R>());
        // SAFETY: the caller's promise.
        unsafe { self.word.as_ptr().cast::<R>().read_unaligned() }
    }
}
