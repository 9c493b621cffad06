//! What `hazard.rs` and `swap.rs` are made of. A model of the two has parts of its own in the place of these.

pub(super) use std::sync::atomic::{AtomicBool, AtomicPtr, fence};
pub(super) use std::sync::{Mutex, MutexGuard};

/// Defines what all threads share.
macro_rules! for_all {
    ($(pub(super) static $name:ident: $ty:ty = $value:expr;)*) => { $(pub(super) static $name: $ty = $value;)* };
}
pub(super) use for_all;

/// Defines what each thread has of its own.
macro_rules! for_each_thread {
    ($(static $name:ident: $ty:ty = $value:expr;)*) => {
        thread_local! { $(static $name: $ty = const { $value };)* }
    };
}
pub(super) use for_each_thread;

/// Linux runs a barrier on each processor that runs a thread of this process, so that calls need none.
#[cfg(all(target_os = "linux", not(miri)))]
pub(super) mod barrier {
    use std::sync::LazyLock;
    use std::sync::atomic::{Ordering::SeqCst, compiler_fence};

    use rustix::thread::{MembarrierCommand, MembarrierQuery, membarrier, membarrier_query};

    static READY: LazyLock<bool> = LazyLock::new(|| {
        membarrier_query().contains(MembarrierQuery::PRIVATE_EXPEDITED)
            && membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok()
    });

    /// Whether the system has what the others need. Where not, no thread gets a slot.
    pub(crate) fn is_ready() -> bool {
        *READY
    }

    /// Returns whether the barrier was run.
    pub(crate) fn run() -> bool {
        membarrier(MembarrierCommand::PrivateExpedited).is_ok()
    }

    /// Orders a thread's own stores before its later loads, as seen by whoever has the barrier run.
    #[inline]
    pub(crate) fn order() {
        compiler_fence(SeqCst);
    }
}

/// Elsewhere, and in Miri, each thread orders its own accesses.
#[cfg(any(not(target_os = "linux"), miri))]
pub(super) mod barrier {
    use std::sync::atomic::{Ordering::SeqCst, fence};

    pub(crate) const fn is_ready() -> bool {
        true
    }

    pub(crate) const fn run() -> bool {
        true
    }

    /// As on Linux.
    #[inline]
    pub(crate) fn order() {
        fence(SeqCst);
    }
}
