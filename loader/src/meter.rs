//! [`Meter`]: counts the calls of one library, function by function.
//!
//! Each thread counts on a sheet of its own, as in `account.rs`: an atomic addition that all threads share would take
//! several times what a call takes. A call of a function that is quick is timed now and then, because to look at the
//! clock takes longer than the call; one of a function that is slow is timed each time.

mod table;

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use plugwright_interface::abi::Status;

use crate::Memory;
use crate::account::Moved;

/// Of so many calls of a quick function, one is timed.
const QUICK: u64 = 128;

/// A call that takes longer makes its function a slow one until a timed call is quick again.
const SLOW: Duration = Duration::from_micros(2);

/// What was counted of a plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct Metrics {
    /// Each function in the order of the interface.
    pub functions: Vec<FunctionMetrics>,
    /// What the plugin holds of the host's memory, since it was opened.
    pub memory: Memory,
}

/// What was counted of one function, since counting began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionMetrics {
    /// The function's path.
    pub function: String,
    /// Calls, those that still last among them.
    pub calls: u64,
    /// Calls that returned `Err`, or were refused an argument.
    pub errors: u64,
    /// Calls that panicked.
    pub panics: u64,
    /// Time of all calls together. Quick functions are timed once in 128 calls, and that counts for all of them. Futures and
    /// iterators are timed at each step, and not between them.
    pub total: Duration,
    /// The slowest call that was timed, or the slowest step of a future or an iterator.
    pub slowest: Duration,
    /// Bytes by which its calls changed what the plugin holds: below zero for a function that frees what others left.
    /// Arguments that are given away count while the plugin has them, results until the host has them. Quick functions
    /// over nothing but numbers are watched when they are timed, and that counts for all their calls. Where calls of two
    /// libraries lie inside each other in turns, what moves counts for the innermost of each library.
    pub live: i64,
    /// The most by which one call raised what the plugin holds, in bytes.
    pub peak: u64,
}

/// The sheets of one library.
#[derive(Debug)]
pub(crate) struct Meter {
    number: usize,
    functions: usize,
    sheets: Mutex<Vec<Arc<Sheet>>>,
}

/// What one thread has counted. Only that thread writes it.
#[derive(Debug)]
struct Sheet(Box<[Counter]>);

/// As large as a line of the cache, so that finding one by its index is a shift.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Counter {
    calls: AtomicU64,
    errors: AtomicU64,
    panics: AtomicU64,
    nanos: AtomicU64,
    slowest: AtomicU64,
    /// How many calls there are when the next one is timed.
    due: AtomicU64,
    /// Calls that the next timed one stands for, itself among them.
    weight: AtomicU64,
    live: AtomicI64,
    peak: AtomicU64,
}

/// For how many calls one stands whose memory was watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watched {
    /// For itself.
    Each,
    /// For as many as its time does.
    WhenTimed,
}

/// A sheet of this thread, and the meter that it belongs to with its number.
type Kept = (usize, Weak<Meter>, Arc<Sheet>);

thread_local! {
    /// This thread's sheets.
    static SHEETS: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };

    /// The meter that this thread counted for last, and the counters of its sheet, which the meter keeps. Meter 0 is none.
    static LAST: Cell<(usize, *const [Counter])> = const { Cell::new((0, &raw const *NO_COUNTERS)) };
}

const NO_COUNTERS: &[Counter] = &[];

static METERS: AtomicUsize = AtomicUsize::new(1);

impl Meter {
    pub(crate) fn new(functions: usize) -> Arc<Self> {
        Arc::new(Self { number: METERS.fetch_add(1, Relaxed), functions, sheets: Mutex::default() })
    }

    /// Makes and counts a call; `outcome` says how it ended.
    pub(crate) fn count<T>(
        self: &Arc<Self>,
        index: usize,
        call: impl FnOnce() -> T,
        outcome: impl Fn(&T) -> Status,
    ) -> T {
        let start = self.begin(index).then(Instant::now);
        let result = call();
        if let Some(start) = start {
            self.end_timed(index, start.elapsed());
        }
        match outcome(&result) {
            Status::OK => {}
            status => self.note_fault(index, status),
        }
        result
    }

    /// Counts a call that begins, and returns whether it shall be timed.
    #[inline]
    pub(crate) fn begin(self: &Arc<Self>, index: usize) -> bool {
        self.counter(index).is_some_and(|counter| {
            let before = counter.calls.load(Relaxed);
            counter.calls.store(before + 1, Relaxed);
            before == counter.due.load(Relaxed)
        })
    }

    /// Counts a call that begins and whose time is told step by step, by whichever thread does one.
    pub(crate) fn begin_in_steps(self: &Arc<Self>, index: usize) {
        if self.begin(index)
            && let Some(counter) = self.counter(index)
        {
            // The next call that is made as a whole is timed in its stead.
            counter.due.store(counter.calls.load(Relaxed), Relaxed);
        }
    }

    /// Counts the time of one step.
    pub(crate) fn add_time(self: &Arc<Self>, index: usize, took: Duration) {
        if let Some(counter) = self.counter(index) {
            counter.add(took, 1);
        }
    }

    /// Counts how long the call took that was timed.
    #[cold]
    pub(crate) fn end_timed(self: &Arc<Self>, index: usize, took: Duration) {
        if let Some(counter) = self.counter(index) {
            counter.time(took);
        }
    }

    /// Counts that a call ended otherwise than well.
    #[cold]
    #[inline(never)]
    pub(crate) fn note_fault(self: &Arc<Self>, index: usize, status: Status) {
        if let Some(counter) = self.counter(index) {
            let faults = if status == Status::PANICKED { &counter.panics } else { &counter.errors };
            faults.store(faults.load(Relaxed) + 1, Relaxed);
        }
    }

    /// Counts how memory moved in a call. Before its time is counted, which changes for how many the next one stands.
    pub(crate) fn note_memory(self: &Arc<Self>, index: usize, moved: Moved, watched: Watched) {
        if moved == Moved::default() {
            return;
        }
        if let Some(counter) = self.counter(index) {
            let weight = if watched == Watched::Each { 1 } else { counter.weight.load(Relaxed) };
            let net = (moved.net as i64).saturating_mul(weight.cast_signed());
            counter.live.store(counter.live.load(Relaxed).saturating_add(net), Relaxed);
            counter.peak.store(counter.peak.load(Relaxed).max(moved.high.unsigned_abs() as u64), Relaxed);
        }
    }

    /// This thread's counter, none in a thread that is ending. Not to be kept across foreign code, which may have other
    /// sheets found.
    #[inline]
    fn counter(self: &Arc<Self>, index: usize) -> Option<&Counter> {
        let (number, counters) = LAST.get();
        let counters = if number == self.number { counters } else { self.find() };
        // SAFETY: `self.sheets` keeps the sheet.
        unsafe { &*counters }.get(index)
    }

    /// Finds this thread's sheet, or makes one. Empty in a thread that is ending.
    #[cold]
    #[inline(never)]
    fn find(self: &Arc<Self>) -> *const [Counter] {
        let found = SHEETS.try_with(|sheets| {
            let mut sheets = sheets.borrow_mut();
            let place = sheets.iter().position(|(number, ..)| *number == self.number).unwrap_or_else(|| {
                sheets.retain(|(_, meter, _)| meter.strong_count() > 0);
                let counters = (0..self.functions).map(|_| Counter { weight: AtomicU64::new(1), ..Counter::default() });
                let sheet = Arc::new(Sheet(counters.collect()));
                self.sheets.lock().unwrap_or_else(PoisonError::into_inner).push(sheet.clone());
                sheets.push((self.number, Arc::downgrade(self), sheet));
                sheets.len() - 1
            });
            &raw const *sheets[place].2.0
        });
        let counters = found.unwrap_or(&raw const *NO_COUNTERS);
        LAST.set((self.number, counters));
        counters
    }

    /// Adds up what all threads have counted of one function.
    pub(crate) fn function(&self, index: usize, path: &str) -> FunctionMetrics {
        let sheets = self.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = FunctionMetrics { function: path.to_owned(), ..FunctionMetrics::default() };
        for counter in sheets.iter().map(|sheet| &sheet.0[index]) {
            sum.calls += counter.calls.load(Relaxed);
            sum.errors += counter.errors.load(Relaxed);
            sum.panics += counter.panics.load(Relaxed);
            sum.total += Duration::from_nanos(counter.nanos.load(Relaxed));
            sum.slowest = sum.slowest.max(Duration::from_nanos(counter.slowest.load(Relaxed)));
            sum.live += counter.live.load(Relaxed);
            sum.peak = sum.peak.max(counter.peak.load(Relaxed));
        }
        sum
    }
}

impl Counter {
    fn time(&self, took: Duration) {
        self.add(took, self.weight.load(Relaxed));
        let weight = if took < SLOW { QUICK } else { 1 };
        self.weight.store(weight, Relaxed);
        // Calls inside this one were counted, and none of them was timed.
        self.due.store(self.calls.load(Relaxed) + weight - 1, Relaxed);
    }

    /// Adds a time that stands for so many.
    fn add(&self, took: Duration, weight: u64) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.store(self.nanos.load(Relaxed).saturating_add(nanos.saturating_mul(weight)), Relaxed);
        self.slowest.store(self.slowest.load(Relaxed).max(nanos), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_all_threads_and_of_calls_inside_calls_are_added_up() {
        let (meter, other) = (Meter::new(2), Meter::new(1));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for call in 0..1000 {
                        let status = if call % 10 == 0 { Status::ERR } else { Status::OK };
                        let inner = || other.count(0, || meter.count(1, || (), |()| Status::PANICKED), |()| Status::OK);
                        meter.count(0, inner, |()| status);
                    }
                });
            }
        });
        let [outer, inner] = [meter.function(0, "outer"), meter.function(1, "inner")];
        assert_eq!((outer.calls, outer.errors, outer.panics), (4000, 400, 0));
        assert_eq!((inner.calls, inner.errors, inner.panics), (4000, 0, 4000));
        assert_eq!(other.function(0, "other").calls, 4000);
        assert!(outer.slowest <= outer.total && outer.total > Duration::ZERO);
    }

    #[test]
    fn each_call_of_a_slow_function_is_timed() {
        let meter = Meter::new(1);
        let spin = |least: Duration| {
            let start = Instant::now();
            while start.elapsed() < least {
                std::hint::spin_loop();
            }
        };
        for _ in 0..50 {
            meter.count(0, || spin(SLOW * 2), |()| Status::OK);
        }
        let metrics = meter.function(0, "slow");
        assert!(metrics.total >= SLOW * 100, "{metrics:?}");
    }
}
