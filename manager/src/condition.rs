//! [`Condition`]: whether an open version has panicked too often, and whether it is tried again.

use std::sync::atomic::{AtomicU8, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

const SOUND: u8 = 0;
const ON_PROBATION: u8 = 1;
const AILING: u8 = 2;

/// How an open version is. Each change happens to one caller alone, whoever comes first.
#[derive(Debug)]
pub(crate) struct Condition(AtomicU8);

impl Condition {
    /// A version of which nothing bad is known.
    pub(crate) const fn sound() -> Self {
        Self(AtomicU8::new(SOUND))
    }

    /// Forgets what was known of it.
    pub(crate) fn reset(&self) {
        self.0.store(SOUND, Release);
    }

    /// Lets its next call decide.
    pub(crate) fn begin_probation(&self) {
        self.0.store(ON_PROBATION, Release);
    }

    #[inline]
    pub(crate) fn is_on_probation(&self) -> bool {
        self.0.load(Relaxed) == ON_PROBATION
    }

    pub(crate) fn is_ailing(&self) -> bool {
        self.0.load(Acquire) == AILING
    }

    /// Notes that it panics too often. Returns false where that is known.
    pub(crate) fn fall_ill(&self) -> bool {
        self.0.swap(AILING, AcqRel) != AILING
    }

    /// Notes that it has stood the call that decides. Returns false where nobody waited for that.
    pub(crate) fn recover(&self) -> bool {
        self.0.compare_exchange(ON_PROBATION, SOUND, AcqRel, Acquire).is_ok()
    }
}
