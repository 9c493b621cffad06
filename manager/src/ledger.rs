//! [`Ledger`]: every call of one version, from admission to end. Nothing is lost between two versions because a call is
//! either admitted by one of them or by neither.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// Threads spread over that many stripes, so that they do not wait for one another's counters.
const STRIPES: usize = 16;

/// What became of the calls of one version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Calls that the version took on.
    pub admitted: u64,
    /// Calls that ended, in whatever way.
    pub finished: u64,
    /// Of those, how many returned an `Err` of the plugin's own.
    pub failed: u64,
    /// Of those, how many panicked.
    pub panicked: u64,
    /// Calls that were still running when the time to drain was over.
    pub late: u64,
    /// Calls whose context was cancelled because of that.
    pub cancelled: u64,
    /// Calls that had not ended at their own deadline.
    pub overdue: u64,
}

impl Tally {
    /// Calls that are running.
    #[must_use]
    pub const fn running(&self) -> u64 {
        self.admitted.saturating_sub(self.finished)
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.admitted += other.admitted;
        self.finished += other.finished;
        self.failed += other.failed;
        self.panicked += other.panicked;
        self.late += other.late;
        self.cancelled += other.cancelled;
        self.overdue += other.overdue;
    }
}

impl std::ops::SubAssign for Tally {
    fn sub_assign(&mut self, other: Self) {
        self.admitted -= other.admitted;
        self.finished -= other.finished;
        self.failed -= other.failed;
        self.panicked -= other.panicked;
        self.late -= other.late;
        self.cancelled -= other.cancelled;
        self.overdue -= other.overdue;
    }
}

#[repr(align(128))]
#[derive(Default)]
struct Stripe {
    admitted: AtomicU64,
    finished: AtomicU64,
}

/// The books of one version.
#[derive(Default)]
pub(crate) struct Ledger {
    stripes: [Stripe; STRIPES],
    /// Set once another version took the place of this one, or none.
    closed: AtomicBool,
    failed: AtomicU64,
    panicked: AtomicU64,
    late: AtomicU64,
    cancelled: AtomicU64,
    overdue: AtomicU64,
    drained: Condvar,
    /// Only for `drained` to wait with.
    gate: Mutex<()>,
}

static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static STRIPE: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// The stripe of this thread; a thread that is ending uses the first.
fn stripe() -> usize {
    STRIPE
        .try_with(|stripe| match stripe.get() {
            usize::MAX => {
                let own = THREADS.fetch_add(1, Relaxed) % STRIPES;
                stripe.set(own);
                own
            }
            own => own,
        })
        .unwrap_or(0)
}

/// An admitted call. Dropping it ends the call, also where the thread unwinds.
pub(crate) struct Admission<'l> {
    ledger: &'l Ledger,
    stripe: usize,
    number: u64,
}

/// One call in that many is timed, since looking at the clock twice costs as much as all the rest.
const SAMPLE: u64 = 64;

impl Admission<'_> {
    /// Whether this call is among those that are timed.
    #[inline]
    pub(crate) const fn is_sample(&self) -> bool {
        self.number.is_multiple_of(SAMPLE)
    }
}

impl Ledger {
    /// Admits a call, unless the version is closed.
    #[inline]
    pub(crate) fn admit(&self) -> Option<Admission<'_>> {
        let stripe = stripe();
        let number = self.stripes[stripe].admitted.fetch_add(1, SeqCst);
        // Either this sees that the version is closed, or whoever closed it sees the call.
        if self.closed.load(SeqCst) {
            self.retreat(stripe);
            return None;
        }
        Some(Admission { ledger: self, stripe, number })
    }

    #[cold]
    fn retreat(&self, stripe: usize) {
        self.stripes[stripe].admitted.fetch_sub(1, SeqCst);
        self.wake();
    }

    /// Admits no more calls.
    pub(crate) fn close(&self) {
        self.closed.store(true, SeqCst);
    }

    /// Admits calls again.
    pub(crate) fn reopen(&self) {
        self.closed.store(false, SeqCst);
        self.wake();
    }

    pub(crate) fn note_failed(&self) {
        self.failed.fetch_add(1, SeqCst);
    }

    pub(crate) fn note_panicked(&self) {
        self.panicked.fetch_add(1, SeqCst);
    }

    pub(crate) fn note_late(&self, late: u64, cancelled: u64) {
        self.late.fetch_add(late, SeqCst);
        self.cancelled.fetch_add(cancelled, SeqCst);
    }

    pub(crate) fn note_overdue(&self) {
        self.overdue.fetch_add(1, SeqCst);
    }

    /// What became of the calls so far.
    pub(crate) fn tally(&self) -> Tally {
        // In this order, so that no call has finished that was not admitted.
        let finished = self.stripes.iter().map(|stripe| stripe.finished.load(SeqCst)).sum();
        let admitted = self.stripes.iter().map(|stripe| stripe.admitted.load(SeqCst)).sum();
        Tally {
            admitted,
            finished,
            failed: self.failed.load(SeqCst),
            panicked: self.panicked.load(SeqCst),
            late: self.late.load(SeqCst),
            cancelled: self.cancelled.load(SeqCst),
            overdue: self.overdue.load(SeqCst),
        }
    }

    /// Waits until no call is left or the time is over, if it ever is, and returns how many are left. Where the ledger is
    /// opened again, nothing is left to wait for.
    pub(crate) fn drain(&self, until: impl Into<Option<Instant>>) -> u64 {
        let until = until.into();
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let running = if self.closed.load(SeqCst) { self.tally().running() } else { 0 };
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if running == 0 || left.is_zero() {
                return running;
            }
            gate = self.drained.wait_timeout(gate, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    #[cold]
    fn wake(&self) {
        // The waiting thread holds the gate between looking and sleeping, so it misses nothing.
        drop(self.gate.lock().unwrap_or_else(PoisonError::into_inner));
        self.drained.notify_all();
    }
}

impl Drop for Admission<'_> {
    #[inline]
    fn drop(&mut self) {
        self.ledger.stripes[self.stripe].finished.fetch_add(1, SeqCst);
        if self.ledger.closed.load(SeqCst) {
            self.ledger.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    use std::time::{Duration, Instant};

    use super::Ledger;

    #[test]
    fn a_closed_ledger_admits_nothing_and_waits_for_the_rest() {
        let ledger = Ledger::default();
        let admission = ledger.admit().expect("it is open");
        ledger.close();
        assert!(ledger.admit().is_none());
        assert_eq!(ledger.drain(Instant::now()), 1);
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                ended.store(true, SeqCst);
                drop(admission);
            });
            assert_eq!(ledger.drain(Instant::now() + Duration::from_secs(60)), 0);
            assert!(ended.load(SeqCst));
        });
        let tally = ledger.tally();
        assert_eq!((tally.admitted, tally.finished), (1, 1));
        ledger.reopen();
        assert!(ledger.admit().is_some());
    }

    #[test]
    fn no_call_is_in_two_ledgers_or_in_none() {
        let ledgers = [Ledger::default(), Ledger::default()];
        ledgers[1].close();
        let admitted: u64 = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        (0..10_000)
                            .filter(|_| {
                                loop {
                                    if ledgers.iter().any(|ledger| ledger.admit().is_some()) {
                                        break true;
                                    }
                                }
                            })
                            .count() as u64
                    })
                })
                .collect();
            for round in 0..100 {
                ledgers[(round + 1) % 2].reopen();
                ledgers[round % 2].close();
                assert_eq!(ledgers[round % 2].drain(Instant::now() + Duration::from_secs(60)), 0);
            }
            threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
        });
        let finished: u64 = ledgers.iter().map(|ledger| ledger.tally().finished).sum();
        assert_eq!((admitted, finished), (40_000, 40_000));
    }
}
