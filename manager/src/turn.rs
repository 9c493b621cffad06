//! [`Turns`]: calls of a plugin that takes only so many at once wait for their turn. A plugin that takes any number has
//! none, and its calls pass here without a lock.

use std::cell::RefCell;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::slot::lock;

/// How many calls of one version run, and how many may.
pub(crate) struct Turns {
    pub(crate) most: NonZeroU32,
    running: Mutex<u32>,
    ended: Condvar,
}

/// A call's turn, which ends when this is dropped.
pub(crate) struct Turn<'t> {
    turns: &'t Turns,
}

/// Why a call got no turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoTurn {
    /// None of the calls that run has ended in the time that it could wait.
    Late {
        /// How long it has waited.
        waited: Duration,
    },
    /// It comes out of a call that runs, which would wait for itself.
    Inside,
}

impl fmt::Display for NoTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late { waited } => write!(f, "none has ended within {} ms", waited.as_millis()),
            Self::Inside => f.write_str("this one comes out of one that runs and would wait for itself"),
        }
    }
}

thread_local! {
    /// The turns that calls on this thread have, by the address of their [`Turns`].
    static HELD: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

impl Turns {
    pub(crate) fn new(most: NonZeroU32) -> Self {
        Self { most, running: Mutex::default(), ended: Condvar::new() }
    }

    /// Waits for a turn, no longer than until then, if that ever comes.
    pub(crate) fn take(&self, until: impl Into<Option<Instant>>) -> Result<Turn<'_>, NoTurn> {
        let (started, until) = (Instant::now(), until.into());
        let mut running = lock(&self.running);
        while *running >= self.most.get() {
            if self.is_held() {
                return Err(NoTurn::Inside);
            }
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Err(NoTurn::Late { waited: started.elapsed() });
            }
            running = self.ended.wait_timeout(running, left).unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        *running += 1;
        // A thread that is ending holds none.
        let _ = HELD.try_with(|held| held.borrow_mut().push(self.address()));
        Ok(Turn { turns: self })
    }

    fn is_held(&self) -> bool {
        HELD.try_with(|held| held.borrow().contains(&self.address())).unwrap_or(false)
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let _ = HELD.try_with(|held| {
            let mut held = held.borrow_mut();
            if let Some(at) = held.iter().rposition(|address| *address == self.turns.address()) {
                held.remove(at);
            }
        });
        *lock(&self.turns.running) -= 1;
        self.turns.ended.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use std::time::{Duration, Instant};

    use super::{NoTurn, Turns};

    #[test]
    fn no_more_than_that_many_run_and_all_get_their_turn() {
        let turns = Turns::new(NonZeroU32::new(2).unwrap());
        let (running, most) = (AtomicU32::new(0), AtomicU32::new(0));
        let until = Instant::now() + Duration::from_secs(60);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        let _turn = turns.take(until).unwrap();
                        most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                        running.fetch_sub(1, SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 2);
    }

    #[test]
    fn nobody_waits_for_himself_or_for_ever() {
        let turns = Turns::new(NonZeroU32::MIN);
        let turn = turns.take(Instant::now()).unwrap();
        let later = Instant::now() + Duration::from_secs(60);
        assert_eq!(turns.take(later).err(), Some(NoTurn::Inside));
        std::thread::scope(|scope| {
            let other = scope.spawn(|| turns.take(Instant::now()).err());
            assert!(matches!(other.join().unwrap(), Some(NoTurn::Late { .. })));
            let waiting = scope.spawn(|| turns.take(later).is_ok());
            drop(turn);
            assert!(waiting.join().unwrap());
        });
        assert!(turns.take(Instant::now()).is_ok());
    }
}
