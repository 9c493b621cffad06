//! [`Inside`]: how deep values that hold themselves are nested. What makes their forms calls itself for each level, and a
//! stack has an end.

use std::cell::Cell;

/// Most levels.
pub(super) const LEVELS: u32 = 128;

thread_local! {
    /// The levels that this thread is inside of. Nothing that has to be dropped, which would keep the library mapped for as
    /// long as the thread lives.
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// One level, until it is dropped.
#[derive(Debug)]
pub struct Inside(());

impl Inside {
    /// Goes one level deeper, where that is not too deep.
    #[must_use]
    pub fn enter() -> Option<Self> {
        let inside = COUNT.get();
        (inside < LEVELS).then(|| {
            COUNT.set(inside + 1);
            Self(())
        })
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        COUNT.set(COUNT.get() - 1);
    }
}
