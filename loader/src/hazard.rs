//! Hazard pointers: what each thread is using at the moment, so that nobody frees it. Taking and leaving costs a few
//! plain loads and stores, which is why a live call may count itself; whoever frees pays instead, by a barrier that the
//! system runs on all processors. What is protected, and when it is freed, is up to `swap.rs`.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicPtr, fence};
use std::sync::{LazyLock, Mutex, PoisonError};

use barrier::order;

/// How many calls of one thread may lie inside each other. Deeper ones are counted in a slower way.
const DEPTH: usize = 8;

/// What one thread uses. Slots are never freed; that of a thread which has ended goes to the next one.
#[derive(Default)]
#[repr(align(128))]
struct Slot {
    /// Null where nothing is used. Only the thread itself writes.
    places: [AtomicPtr<()>; DEPTH],
    taken: AtomicBool,
}

static SLOTS: Mutex<Vec<&'static Slot>> = Mutex::new(Vec::new());

/// Whether the system has what [`drain`] and [`order`] need. Where not, no thread gets a slot.
static READY: LazyLock<bool> = LazyLock::new(barrier::prepare);

thread_local! {
    static SLOT: Cell<Option<&'static Slot>> = const { Cell::new(None) };
    static OWNER: Owner = const { Owner(Cell::new(None)) };
}

/// Gives the slot back when the thread ends.
struct Owner(Cell<Option<&'static Slot>>);

impl Drop for Owner {
    fn drop(&mut self) {
        SLOT.set(None);
        if let Some(slot) = self.0.take() {
            slot.taken.store(false, Release);
        }
    }
}

/// A pointer that is not freed until [`Hazard::leave`].
#[must_use]
pub(crate) struct Hazard<'s, T> {
    source: &'s AtomicPtr<T>,
    place: &'static AtomicPtr<()>,
    protected: *mut T,
}

impl<'s, T> Hazard<'s, T> {
    /// Protects what `source` points at now. None in a thread that is ending or deep inside other calls, and where the system
    /// does not allow for it.
    #[inline]
    pub(crate) fn protect(source: &'s AtomicPtr<T>) -> Option<Self> {
        let slot = match SLOT.get() {
            Some(slot) => slot,
            None => claim()?,
        };
        let first = &slot.places[0];
        let place = if first.load(Relaxed).is_null() { first } else { free(slot)? };
        let mut protected = source.load(Relaxed);
        loop {
            place.store(protected.cast(), Relaxed);
            order();
            // Where it is still the same, whoever replaces it from now on sees the place.
            let now = source.load(Acquire);
            if now == protected {
                return Some(Self { source, place, protected });
            }
            protected = now;
        }
    }

    /// The pointer.
    #[inline]
    pub(crate) const fn get(&self) -> *mut T {
        self.protected
    }

    /// Lets go of the pointer, once. Returns whether the source points elsewhere by now, and whoever replaced it may have
    /// seen it in use.
    #[inline]
    pub(crate) fn leave(&self) -> bool {
        self.place.store(ptr::null_mut(), Release);
        order();
        self.source.load(Relaxed) != self.protected
    }
}

/// Finds a free place of a thread that is inside another call.
#[cold]
fn free(slot: &'static Slot) -> Option<&'static AtomicPtr<()>> {
    slot.places.iter().find(|place| place.load(Relaxed).is_null())
}

/// Gets this thread a slot.
#[cold]
fn claim() -> Option<&'static Slot> {
    if !*READY {
        return None;
    }
    OWNER
        .try_with(|owner| {
            let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
            let unused = slots.iter().find(|slot| !slot.taken.load(Acquire)).copied();
            let slot = unused.unwrap_or_else(|| {
                let new: &'static Slot = Box::leak(Box::default());
                slots.push(new);
                new
            });
            slot.taken.store(true, Relaxed);
            owner.0.set(Some(slot));
            SLOT.set(Some(slot));
            slot
        })
        .ok()
}

/// Returns all pointers in use that were protected before this. None where the system does not let us know, and nothing
/// may be freed.
pub(crate) fn drain() -> Option<Vec<*mut ()>> {
    fence(SeqCst);
    if *READY && !barrier::run() {
        return None;
    }
    let slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    let places = slots.iter().flat_map(|slot| &slot.places).map(|place| place.load(Acquire));
    Some(places.filter(|used| !used.is_null()).collect())
}

/// Linux runs a barrier on each processor that runs a thread of this process, so that calls need none.
#[cfg(target_os = "linux")]
mod barrier {
    use std::sync::atomic::{Ordering::SeqCst, compiler_fence};

    use rustix::thread::{MembarrierCommand, MembarrierQuery, membarrier, membarrier_query};

    pub(super) fn prepare() -> bool {
        membarrier_query().contains(MembarrierQuery::PRIVATE_EXPEDITED)
            && membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok()
    }

    pub(super) fn run() -> bool {
        membarrier(MembarrierCommand::PrivateExpedited).is_ok()
    }

    /// Orders a thread's own stores before its later loads, as seen by whoever calls [`super::drain`].
    #[inline]
    pub(super) fn order() {
        compiler_fence(SeqCst);
    }
}

/// Elsewhere each thread orders its own accesses.
#[cfg(not(target_os = "linux"))]
mod barrier {
    use std::sync::atomic::{Ordering::SeqCst, fence};

    pub(super) fn prepare() -> bool {
        true
    }

    pub(super) fn run() -> bool {
        true
    }

    /// As on Linux.
    #[inline]
    pub(super) fn order() {
        fence(SeqCst);
    }
}

#[cfg(test)]
mod tests;
