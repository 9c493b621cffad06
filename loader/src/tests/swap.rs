use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};

use crate::Swap;
use crate::hazard::drain;

/// Counts itself, and says whether it is dropped while somebody reads it.
struct Counted<'c> {
    number: usize,
    dropped: AtomicBool,
    count: &'c AtomicUsize,
}

impl<'c> Counted<'c> {
    fn new(number: usize, count: &'c AtomicUsize) -> Option<Arc<Self>> {
        count.fetch_add(1, SeqCst);
        Some(Arc::new(Self { number, dropped: AtomicBool::new(false), count }))
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.dropped.store(true, SeqCst);
        self.count.fetch_sub(1, SeqCst);
    }
}

#[test]
fn a_replaced_value_stays_while_it_is_used() {
    let count = AtomicUsize::new(0);
    let swap = Swap::new(Counted::new(1, &count));
    let (outer, inner) = (swap.enter(), swap.enter());
    drop(swap.replace(Counted::new(2, &count)));
    assert_eq!((outer.get().map(|value| value.number), count.load(SeqCst)), (Some(1), 2));
    drop(inner);
    assert_eq!(count.load(SeqCst), 2, "one still uses it");
    drop(outer);
    assert_eq!(count.load(SeqCst), 1);
    drop(swap.replace(None));
    assert_eq!(count.load(SeqCst), 0, "nobody uses it");
    assert!(swap.enter().get().is_none());
}

#[test]
fn a_value_that_comes_back_is_no_replaced_one() {
    let count = AtomicUsize::new(0);
    let swap = Swap::new(Counted::new(1, &count));
    let using = swap.enter();
    let first = swap.replace(Counted::new(2, &count));
    drop(swap.replace(first));
    drop(using);
    assert_eq!((swap.enter().get().map(|value| value.number), count.load(SeqCst)), (Some(1), 1));
    drop(swap.replace(None));
    assert_eq!(count.load(SeqCst), 0);
}

#[test]
fn more_uses_than_hazards_are_counted() {
    let count = AtomicUsize::new(0);
    let swap = Swap::new(Counted::new(1, &count));
    let uses: Vec<_> = (0..20).map(|_| swap.enter()).collect();
    drop(swap.replace(None));
    assert!(uses.iter().all(|using| using.get().is_some_and(|value| value.number == 1)));
    drop(uses);
    assert_eq!(count.load(SeqCst), 0);
}

#[test]
fn what_is_dropped_may_use_the_swap() {
    /// Looks at the swap that it was in when it is dropped.
    struct Curious(Arc<OnceLock<Swap<Self>>>, Arc<AtomicUsize>);

    impl Drop for Curious {
        fn drop(&mut self) {
            let empty = self.0.get().is_some_and(|swap| swap.load().is_none());
            self.1.fetch_add(empty.into(), SeqCst);
        }
    }

    let (place, dropped) = (Arc::new(OnceLock::new()), Arc::new(AtomicUsize::new(0)));
    let swap = place.get_or_init(|| Swap::new(Some(Arc::new(Curious(place.clone(), dropped.clone())))));
    let using = swap.enter();
    drop(swap.replace(None));
    drop(using);
    assert_eq!(dropped.load(SeqCst), 1);
}

/// Miri takes some thousand times as long for each.
const SWAPS: usize = if cfg!(miri) { 40 } else { 2_000 };

#[test]
fn nobody_sees_a_value_that_is_gone() {
    let count = AtomicUsize::new(0);
    let swap = Swap::new(Counted::new(0, &count));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut last = 0;
                while last < SWAPS {
                    let using = swap.enter();
                    let value = using.get().expect("there is always one");
                    assert!(value.number >= last, "{} after {last}", value.number);
                    last = value.number;
                    assert!(!value.dropped.load(SeqCst));
                }
            });
        }
        (1..=SWAPS).for_each(|number| drop(swap.replace(Counted::new(number, &count))));
    });
    assert!(drain().is_some(), "the barrier runs");
    drop(swap.replace(None));
    assert_eq!(count.load(SeqCst), 0);
}
