use std::sync::atomic::{AtomicPtr, Ordering};

use crate::hazard::{DEPTH, Hazard, drain};

fn in_use(pointer: *mut u8) -> usize {
    drain().expect("the barrier runs").into_iter().filter(|used| *used == pointer.cast()).count()
}

#[test]
fn is_seen_while_it_lives() {
    let mut value = 0_u8;
    let source = AtomicPtr::new(&raw mut value);
    let outer = Hazard::protect(&source).expect("there is a place");
    let inner = Hazard::protect(&source).expect("there is a second place");
    assert_eq!((outer.get(), in_use(&raw mut value)), (&raw mut value, 2));
    assert!(!outer.leave());
    assert_eq!(in_use(&raw mut value), 1);
    assert!(!inner.leave());
    assert_eq!(in_use(&raw mut value), 0);
}

#[test]
fn tells_whether_the_source_was_replaced() {
    let (mut old, mut new) = (0_u8, 0_u8);
    let source = AtomicPtr::new(&raw mut old);
    let hazard = Hazard::protect(&source).expect("there is a place");
    source.store(&raw mut new, Ordering::SeqCst);
    assert!(hazard.leave());
}

#[test]
fn has_a_limit_of_depth() {
    let mut value = 0_u8;
    let source = AtomicPtr::new(&raw mut value);
    let hazards: Vec<_> = (0..DEPTH).map(|_| Hazard::protect(&source).expect("there is a place")).collect();
    assert!(Hazard::protect(&source).is_none());
    assert!(hazards.iter().all(|hazard| !hazard.leave()));
    assert!(Hazard::protect(&source).is_some_and(|hazard| !hazard.leave()));
}

#[test]
fn a_slot_of_an_ended_thread_is_used_again() {
    let slots = || crate::hazard::SLOTS.lock().expect("no panic").len();
    let mut value = 0_u8;
    let source = AtomicPtr::new(&raw mut value);
    let before = slots();
    for _ in 0..50 {
        std::thread::scope(|scope| scope.spawn(|| Hazard::protect(&source).map(|hazard| hazard.leave())).join())
            .expect("no panic");
    }
    assert!(slots() <= before + 8, "other tests may run beside: {} instead of {before}", slots());
}
