//! [`Work`]: a plugin is loaded, stopped or replaced by one thread at a time, and a thread that does that is known by it.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard};

use crate::slot::lock;

/// What is done to one plugin.
#[derive(Default)]
pub(crate) struct Work(Mutex<()>);

/// Something is done to a plugin until this is dropped.
pub(crate) struct Working<'w> {
    _held: MutexGuard<'w, ()>,
    _inside: Inside,
}

/// Its thread is inside a change of some plugin, or a hook that is told of one, until this is dropped.
pub(crate) struct Inside(PhantomData<*const ()>);

thread_local! {
    /// How many changes this thread is inside.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

impl Work {
    /// Waits for what others do.
    pub(crate) fn begin(&self) -> Working<'_> {
        Working { _held: lock(&self.0), _inside: Inside::enter() }
    }
}

impl Inside {
    pub(crate) fn enter() -> Self {
        // A thread that is ending makes no calls.
        let _ = DEPTH.try_with(|depth| depth.set(depth.get() + 1));
        Self(PhantomData)
    }

    /// Whether this thread is inside a change: what it waits for might wait for it.
    pub(crate) fn is_here() -> bool {
        DEPTH.try_with(|depth| depth.get() > 0).unwrap_or(false)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = DEPTH.try_with(|depth| depth.set(depth.get() - 1));
    }
}
