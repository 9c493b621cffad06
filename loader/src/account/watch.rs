//! [`Watch`]: how the memory that a plugin holds moves during one call.

use std::cell::Cell;

use super::{Account, LAST};

thread_local! {
    /// What is being watched on this thread. Only who finds its sheet the long way looks here, so that counting costs
    /// nothing more where nobody watches; a watch therefore keeps `LAST` empty.
    static WATCHED: Cell<Watched> = const { Cell::new(Watched { account: 0, moved: Moved { net: 0, high: 0 } }) };
}

/// How the memory that a plugin holds moved while something was watched, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moved {
    /// By how much it grew from beginning to end; below zero where it shrank.
    pub net: isize,
    /// By how much it was above the beginning at most.
    pub high: isize,
}

/// What a watch has seen so far of an account. Account 0 is none.
#[derive(Clone, Copy, Debug)]
struct Watched {
    account: usize,
    moved: Moved,
}

impl Account {
    /// Begins to watch what this thread counts.
    #[inline]
    pub(crate) fn watch(&self) -> Watch<'_> {
        let outer = WATCHED.replace(Watched { account: self.number, moved: Moved::default() });
        LAST.set((0, std::ptr::null()));
        Watch { account: self, outer }
    }

    /// Shows what moves to the watch of this thread, if there is one.
    pub(super) fn show(&self, bytes: isize) -> bool {
        let Watched { account, mut moved } = WATCHED.get();
        if account != self.number {
            return false;
        }
        moved.net += bytes;
        moved.high = moved.high.max(moved.net);
        WATCHED.set(Watched { account, moved });
        true
    }
}

/// A watch that lasts.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    account: &'a Account,
    outer: Watched,
}

impl Watch<'_> {
    /// Returns what has moved so far.
    #[inline]
    pub(crate) fn moved(&self) -> Moved {
        WATCHED.get().moved
    }
}

impl Drop for Watch<'_> {
    #[inline]
    fn drop(&mut self) {
        let Moved { net, high } = self.moved();
        let mut outer = self.outer;
        // What moves in a call inside a call moves in both.
        if outer.account == self.account.number {
            outer.moved.high = outer.moved.high.max(outer.moved.net + high);
            outer.moved.net += net;
        }
        WATCHED.set(outer);
        LAST.set((0, std::ptr::null()));
    }
}
