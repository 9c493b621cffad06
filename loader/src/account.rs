//! [`Account`]: how much of the host's memory a plugin holds.
//!
//! Each thread counts on a sheet of its own, because an atomic addition that all threads share costs as much as a small
//! allocation itself. A sheet is added to the account when it has moved by [`REPORT`] bytes, and when its thread ends.

mod watch;

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use watch::{Moved, Watch};

/// How far a sheet may move, in bytes, before the account hears of it.
const REPORT: isize = 16 * 1024;

/// What a plugin holds of the host's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Bytes that the plugin allocated, or was given, and neither freed nor gave away.
    pub live: usize,
    /// The highest `live` so far, to within 16 KiB for each thread that called the plugin.
    pub peak: usize,
    /// How often the plugin asked for memory.
    pub allocations: usize,
}

#[derive(Debug)]
pub(crate) struct Account {
    number: usize,
    total: Arc<Total>,
    /// What was counted for plugins that had the account before.
    before: Mutex<Before>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Before {
    live: isize,
    allocations: usize,
}

/// What the sheets have reported, and the sheets.
#[derive(Debug, Default)]
struct Total {
    live: AtomicIsize,
    peak: AtomicIsize,
    allocations: AtomicUsize,
    sheets: Mutex<Vec<Arc<Sheet>>>,
}

/// What one thread has counted and not reported. Only that thread writes it.
#[derive(Debug, Default)]
struct Sheet {
    moved: AtomicIsize,
    allocations: AtomicUsize,
}

/// The sheets of one thread, by the account's number.
#[derive(Default)]
struct Sheets(Vec<Option<(Arc<Sheet>, Arc<Total>)>>);

thread_local! {
    static SHEETS: RefCell<Sheets> = const { RefCell::new(Sheets(Vec::new())) };

    /// The account that this thread counted for last, and its sheet, which `SHEETS` keeps. Finding it there takes
    /// longer than counting. Account 0 is none.
    static LAST: Cell<(usize, *const Sheet)> = const { Cell::new((0, std::ptr::null())) };
}

static ACCOUNTS: AtomicUsize = AtomicUsize::new(1);

impl Account {
    pub(crate) fn open() -> Self {
        Self { number: ACCOUNTS.fetch_add(1, Relaxed), total: Arc::default(), before: Mutex::default() }
    }

    /// Counts from nothing again, for another plugin. The threads keep their sheets.
    pub(crate) fn start_over(&self) {
        let (live, allocations) = self.counted();
        *self.before.lock().unwrap_or_else(PoisonError::into_inner) = Before { live, allocations };
        self.total.peak.store(live, Relaxed);
    }

    /// Counts memory that the plugin asked for.
    #[inline]
    pub(crate) fn allocate(&self, bytes: usize) {
        self.count(bytes.cast_signed(), 1);
    }

    /// Counts memory that the plugin was given.
    #[inline]
    pub(crate) fn add(&self, bytes: usize) {
        self.count(bytes.cast_signed(), 0);
    }

    /// Counts memory that the plugin freed or gave away.
    #[inline]
    pub(crate) fn sub(&self, bytes: usize) {
        self.count(-bytes.cast_signed(), 0);
    }

    pub(crate) fn memory(&self) -> Memory {
        let before = *self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let (live, allocations) = self.counted();
        // Memory that one thread freed and another allocated may be seen in the wrong order, for a moment below zero.
        let live = (live - before.live).max(0);
        let peak = (self.total.peak.load(Relaxed) - before.live).max(live);
        Memory {
            live: live.cast_unsigned(),
            peak: peak.cast_unsigned(),
            allocations: allocations.saturating_sub(before.allocations),
        }
    }

    /// Bytes and allocations since the account was opened.
    fn counted(&self) -> (isize, usize) {
        let sheets = self.total.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        let moved: isize = sheets.iter().map(|sheet| sheet.moved.load(Relaxed)).sum();
        let allocations: usize = sheets.iter().map(|sheet| sheet.allocations.load(Relaxed)).sum();
        (self.total.live.load(Relaxed) + moved, self.total.allocations.load(Relaxed) + allocations)
    }

    #[inline]
    fn count(&self, bytes: isize, allocations: usize) {
        match LAST.get() {
            // SAFETY: `SHEETS` keeps the sheet, and forgets it in its own destructor, which first clears `LAST`.
            (number, sheet) if number == self.number => unsafe { &*sheet }.count(&self.total, bytes, allocations),
            _ => self.find_and_count(bytes, allocations),
        }
    }

    fn find_and_count(&self, bytes: isize, allocations: usize) {
        let is_watched = self.show(bytes);
        let on_sheet = SHEETS.try_with(|sheets| match sheets.try_borrow() {
            Ok(sheets) => match sheets.0.get(self.number) {
                Some(Some((sheet, total))) => {
                    if !is_watched {
                        LAST.set((self.number, Arc::as_ptr(sheet)));
                    }
                    sheet.count(total, bytes, allocations);
                }
                _ => {
                    drop(sheets);
                    self.count_first(bytes, allocations);
                }
            },
            Err(_) => self.total.count(bytes, allocations),
        });
        if on_sheet.is_err() {
            // The thread is ending and has closed its sheets.
            self.total.count(bytes, allocations);
        }
    }

    /// Opens this thread's sheet.
    #[cold]
    fn count_first(&self, bytes: isize, allocations: usize) {
        self.total.count(bytes, allocations);
        let sheet = Arc::<Sheet>::default();
        self.total.sheets.lock().unwrap_or_else(PoisonError::into_inner).push(sheet.clone());
        SHEETS.with_borrow_mut(|sheets| {
            if sheets.0.len() <= self.number {
                sheets.0.resize_with(self.number + 1, || None);
            }
            sheets.0[self.number] = Some((sheet, self.total.clone()));
        });
    }
}

impl Total {
    fn count(&self, bytes: isize, allocations: usize) {
        self.allocations.fetch_add(allocations, Relaxed);
        let live = self.live.fetch_add(bytes, Relaxed) + bytes;
        self.peak.fetch_max(live, Relaxed);
    }
}

impl Sheet {
    #[inline]
    fn count(&self, total: &Total, bytes: isize, allocations: usize) {
        if allocations > 0 {
            self.allocations.store(self.allocations.load(Relaxed) + allocations, Relaxed);
        }
        let moved = self.moved.load(Relaxed) + bytes;
        if (-REPORT..REPORT).contains(&moved) {
            self.moved.store(moved, Relaxed);
        } else {
            self.moved.store(0, Relaxed);
            total.count(moved, 0);
        }
    }
}

impl Drop for Sheets {
    fn drop(&mut self) {
        LAST.set((0, std::ptr::null()));
        for (sheet, total) in self.0.drain(..).flatten() {
            let mut sheets = total.sheets.lock().unwrap_or_else(PoisonError::into_inner);
            sheets.retain(|other| !Arc::ptr_eq(other, &sheet));
            total.count(sheet.moved.load(Relaxed), sheet.allocations.load(Relaxed));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_threads_counted_is_kept() {
        let account = Account::open();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    account.allocate(100);
                    account.allocate(50_000);
                    account.sub(50_000);
                });
            }
        });
        account.add(1);
        let memory = account.memory();
        assert_eq!((memory.live, memory.allocations), (401, 8));
        assert!(memory.peak >= 50_000, "{memory:?}");
    }

    #[test]
    fn a_second_plugin_begins_at_nothing() {
        let account = Account::open();
        account.allocate(20_000);
        account.allocate(1_000);
        account.sub(500);
        account.start_over();
        assert_eq!(account.memory(), Memory { live: 0, peak: 0, allocations: 0 });
        account.allocate(30_000);
        account.sub(10_000);
        assert_eq!(account.memory(), Memory { live: 20_000, peak: 30_000, allocations: 1 });
    }

    #[test]
    fn a_watch_sees_what_its_own_thread_counts_for_its_account() {
        let (account, other) = (Account::open(), Account::open());
        account.allocate(1_000);
        let watch = account.watch();
        account.allocate(500);
        std::thread::scope(|scope| scope.spawn(|| account.allocate(9)).join()).expect("no panic");
        {
            let inner = account.watch();
            account.allocate(50);
            account.sub(70);
            assert_eq!(inner.moved(), Moved { net: -20, high: 50 });
        }
        {
            let inner = other.watch();
            other.allocate(7_000);
            // Called from inside the other plugin, without a watch of its own.
            account.add(1);
            assert_eq!(inner.moved(), Moved { net: 7_000, high: 7_000 });
        }
        account.sub(10);
        assert_eq!(watch.moved(), Moved { net: 470, high: 550 });
        drop(watch);
        account.allocate(3);
        assert_eq!((account.memory().live, other.memory().live), (1_483, 7_000));
    }

    #[test]
    fn memory_freed_by_another_thread_is_off_the_account() {
        let account = Account::open();
        account.allocate(1_000);
        std::thread::scope(|scope| scope.spawn(|| account.sub(1_000)).join()).expect("no panic");
        assert_eq!(account.memory().live, 0);
    }
}
