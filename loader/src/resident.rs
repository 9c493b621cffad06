//! [`Residents`]: what of a plugin's will still run though nobody calls it, namely its threads and the destructors of
//! its thread-locals. The bridge registers both here instead of with the system, which would not tell when they are done.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use plugwright_interface::abi::{Destructor, StartRoutine};

/// Counts of one plugin.
#[derive(Debug, Default)]
pub(crate) struct Residents {
    threads: AtomicUsize,
    destructors: AtomicUsize,
    for_ever: AtomicBool,
}

impl Residents {
    pub(crate) fn threads(&self) -> usize {
        self.threads.load(SeqCst)
    }

    pub(crate) fn destructors(&self) -> usize {
        self.destructors.load(SeqCst)
    }

    pub(crate) fn for_ever(&self) -> bool {
        self.for_ever.load(SeqCst)
    }

    pub(crate) fn are_gone(&self) -> bool {
        self.threads() == 0 && self.destructors() == 0 && !self.for_ever()
    }

    /// Keeps the plugin mapped for the rest of the process.
    pub(crate) fn stay(&self) {
        self.for_ever.store(true, SeqCst);
    }

    /// Has a destructor run when this thread ends.
    ///
    /// # Safety
    /// It may be called with `object` then.
    pub(crate) unsafe fn at_thread_exit(&'static self, destructor: Destructor, object: *mut u8) -> i32 {
        self.destructors.fetch_add(1, SeqCst);
        let exit = Exit { destructor, object, of: self };
        if !remember(exit) {
            // The thread has run its destructors already. This one never runs, and so what it is about stays.
            self.stay();
        }
        0
    }
}

/// A destructor that runs when its thread ends.
struct Exit {
    destructor: Destructor,
    object: *mut u8,
    of: &'static Residents,
}

thread_local! {
    /// This thread's destructors. A raw pointer, because destructors of other thread-locals may add to the list while
    /// this thread ends. `LAST_RITES` takes it.
    static EXITS: Cell<*mut Vec<Exit>> = const { Cell::new(ptr::null_mut()) };
    static LAST_RITES: LastRites = const { LastRites };
}

struct LastRites;

fn remember(exit: Exit) -> bool {
    if EXITS.get().is_null() {
        // To touch it has its destructor run.
        if LAST_RITES.try_with(|_| ()).is_err() {
            return false;
        }
        EXITS.set(Box::into_raw(Box::default()));
    }
    // SAFETY: only this thread has the pointer, and nobody holds a reference to the list across a call of foreign code.
    unsafe { (*EXITS.get()).push(exit) };
    true
}

impl Drop for LastRites {
    fn drop(&mut self) {
        if EXITS.get().is_null() {
            return;
        }
        // A destructor may register others.
        // SAFETY: as in `remember`.
        while let Some(Exit { destructor, object, of }) = unsafe { (*EXITS.get()).pop() } {
            // SAFETY: whoever registered it promised that it may be called now. Its library is mapped, because `of`
            // still counts it.
            unsafe { destructor(object) };
            of.destructors.fetch_sub(1, SeqCst);
        }
        // SAFETY: `remember` made the box, and finds none any more.
        drop(unsafe { Box::from_raw(EXITS.replace(ptr::null_mut())) });
    }
}

/// Starts a thread of the plugin's.
#[cfg(unix)]
pub(crate) use unix::start_thread;

#[cfg(unix)]
mod unix {
    use std::ffi::{c_int, c_void};

    use super::{Residents, SeqCst, StartRoutine};

    unsafe extern "C" {
        fn pthread_create(
            thread: *mut c_void,
            attributes: *const c_void,
            start: StartRoutine,
            argument: *mut c_void,
        ) -> c_int;
    }

    struct Start {
        start: StartRoutine,
        argument: *mut c_void,
        of: &'static Residents,
    }

    /// # Safety
    /// As for `pthread_create`.
    pub(crate) unsafe fn start_thread(
        of: &'static Residents,
        (thread, attributes): (*mut (), *const ()),
        start: StartRoutine,
        argument: *mut (),
    ) -> i32 {
        of.threads.fetch_add(1, SeqCst);
        let start = Box::into_raw(Box::new(Start { start, argument: argument.cast(), of }));
        // SAFETY: the caller's promise for the thread and its attributes; `run` takes what it is given.
        let failed = unsafe { pthread_create(thread.cast(), attributes.cast(), run, start.cast()) };
        if failed != 0 {
            of.threads.fetch_sub(1, SeqCst);
            // SAFETY: no thread was started that would take it.
            drop(unsafe { Box::from_raw(start) });
        }
        failed
    }

    /// Runs in the new thread, outside the plugin: when it counts the thread as gone, no code of the plugin's is on its
    /// stack.
    unsafe extern "C" fn run(start: *mut c_void) -> *mut c_void {
        // SAFETY: `start_thread` made the box for this thread.
        let Start { start, argument, of } = *unsafe { Box::from_raw(start.cast::<Start>()) };
        // SAFETY: this is what the plugin asked to have run.
        let result = unsafe { start(argument) };
        of.threads.fetch_sub(1, SeqCst);
        result
    }
}

/// Other systems start threads otherwise, and never ask here.
///
/// # Safety
/// None.
#[cfg(not(unix))]
pub(crate) unsafe fn start_thread(_: &'static Residents, _: (*mut (), *const ()), _: StartRoutine, _: *mut ()) -> i32 {
    -1
}
