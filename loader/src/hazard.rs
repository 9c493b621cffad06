//! Hazard pointers: what each thread is using at the moment, so that nobody frees it. Taking and leaving costs a few
//! plain loads and stores, which is why a live call may count itself; whoever frees pays instead, by a barrier that the
//! system runs on all processors. What is protected, and when it is freed, is up to `swap.rs`.
//! This file and that one are compiled twice: a model of them tries every order of what threads do (`tests/model.rs`).

use std::cell::Cell;
use std::ptr;
use std::sync::PoisonError;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use super::sync::barrier::{self, order};
use super::sync::{AtomicBool, AtomicPtr, Mutex, fence, for_all, for_each_thread};

/// How many calls of one thread may lie inside each other. Deeper ones are counted in a slower way.
pub(super) const DEPTH: usize = 8;

/// What one thread uses. Slots are never freed; that of a thread which has ended goes to the next one.
#[derive(Default)]
#[repr(align(128))]
pub(super) struct Slot {
    /// Null where nothing is used. Only the thread itself writes.
    places: [AtomicPtr<()>; DEPTH],
    taken: AtomicBool,
}

for_all! {
    pub(super) static SLOTS: Mutex<Vec<&'static Slot>> = Mutex::new(Vec::new());
}

for_each_thread! {
    static SLOT: Cell<Option<&'static Slot>> = Cell::new(None);
    static OWNER: Owner = Owner(Cell::new(None));
}

/// Gives the slot back when the thread ends.
struct Owner(Cell<Option<&'static Slot>>);

impl Drop for Owner {
    fn drop(&mut self) {
        // Gone as well where it is dropped first.
        let _ = SLOT.try_with(|own| own.set(None));
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
        let slot = match SLOT.with(Cell::get) {
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
    if !barrier::is_ready() {
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
            SLOT.with(|own| own.set(Some(slot)));
            slot
        })
        .ok()
}

/// Returns all pointers in use that were protected before this. None where the system does not let us know, and nothing
/// may be freed.
pub(crate) fn drain() -> Option<Vec<*mut ()>> {
    fence(SeqCst);
    if barrier::is_ready() && !barrier::run() {
        return None;
    }
    let slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    let places = slots.iter().flat_map(|slot| &slot.places).map(|place| place.load(Acquire));
    Some(places.filter(|used| !used.is_null()).collect())
}
