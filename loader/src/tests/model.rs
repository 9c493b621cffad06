//! Every order in which threads can use and replace a [`Swap`], up to a few switches between them, as `loom` tries them. The
//! barrier is the one of systems that have none for all processors at once; that of Linux `loom` cannot model, and there the
//! tests beside this one stand.

#![allow(dead_code, unreachable_pub, reason = "not everything of what is compiled again is used")]
#![allow(clippy::duplicate_mod, reason = "compiled again with the parts of the model")]

#[path = "../hazard.rs"]
mod hazard;
#[path = "../swap.rs"]
mod swap;

/// The parts that both are made of here.
mod sync {
    pub(super) use loom::sync::atomic::{AtomicBool, AtomicPtr, fence};
    pub(super) use loom::sync::{Mutex, MutexGuard};

    macro_rules! for_all {
        ($(pub(super) static $name:ident: $ty:ty = $value:expr;)*) => { loom::lazy_static! { $(pub(super) static ref $name: $ty = $value;)* } };
    }
    pub(super) use for_all;

    macro_rules! for_each_thread {
        ($(static $name:ident: $ty:ty = $value:expr;)*) => { loom::thread_local! { $(static $name: $ty = $value;)* } };
    }
    pub(super) use for_each_thread;

    pub(super) mod barrier {
        use std::sync::atomic::Ordering::SeqCst;

        pub(crate) const fn is_ready() -> bool {
            true
        }

        pub(crate) const fn run() -> bool {
            true
        }

        pub(crate) fn order() {
            loom::sync::atomic::fence(SeqCst);
        }
    }
}

use std::sync::Arc;

use loom::cell::UnsafeCell;
use swap::Swap;

/// A value that knows whether it was dropped.
struct Tracked {
    number: usize,
    alive: &'static UnsafeCell<bool>,
}

// SAFETY: the model runs one thread at a time, and ends where they would touch a cell at once.
unsafe impl Send for Tracked {}
// SAFETY: as above.
unsafe impl Sync for Tracked {}

impl Tracked {
    fn new(number: usize) -> Arc<Self> {
        let this = Arc::new(Self { number, alive: Box::leak(Box::new(UnsafeCell::new(true))) });
        // Its memory stays, so that whoever wrongly reads it after it was dropped reads that.
        std::mem::forget(Arc::downgrade(&this));
        this
    }

    fn read(&self) -> usize {
        // SAFETY: the model ends where somebody writes meanwhile.
        self.alive.with(|alive| assert!(unsafe { *alive }, "it was dropped while in use"));
        self.number
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        // SAFETY: as above, for those who read.
        self.alive.with_mut(|alive| unsafe { *alive = false });
    }
}

/// Has threads use a value some times each, while it is replaced some times.
fn check(threads: usize, uses: usize, swaps: usize) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(move || {
        let swap: &'static Swap<Tracked> = Box::leak(Box::new(Swap::new(Some(Tracked::new(0)))));
        let read = |newest: usize| {
            let using = swap.enter();
            let value = using.get().expect("there always is one");
            let number = value.read();
            assert!(number >= newest, "an old value came after a new one");
            assert_eq!(value.read(), number);
            number
        };
        let use_it = move || (0..uses).fold(0, |newest, _| read(newest));
        let threads: Vec<_> = (0..threads).map(|_| loom::thread::spawn(use_it)).collect();
        for number in 1..=swaps {
            drop(swap.replace(Some(Tracked::new(number))));
        }
        for thread in threads {
            thread.join().expect("no panic");
        }
        assert_eq!(read(swaps), swaps);
    });
}

#[test]
fn no_value_is_dropped_in_use_in_any_order() {
    check(1, 2, 1);
    check(1, 1, 2);
    check(2, 1, 1);
}
