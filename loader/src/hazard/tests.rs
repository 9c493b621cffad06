use std::sync::atomic::{AtomicPtr, Ordering};

use super::{DEPTH, Hazard, drain, prepare};

fn in_use(pointer: *mut u8) -> usize {
    drain().expect("the barrier runs").into_iter().filter(|used| *used == pointer.cast()).count()
}

#[test]
fn is_seen_while_it_lives() {
    prepare();
    let mut value = 0_u8;
    let source = AtomicPtr::new(&raw mut value);
    let outer = Hazard::protect(&source).expect("there is a place");
    let inner = Hazard::protect(&source).expect("there is a second place");
    assert_eq!((outer.get(), in_use(&raw mut value)), (&raw mut value, 2));
    drop(outer);
    assert_eq!(in_use(&raw mut value), 1);
    assert!(!inner.release());
    assert_eq!(in_use(&raw mut value), 0);
}

#[test]
fn tells_whether_the_source_was_replaced() {
    prepare();
    let (mut old, mut new) = (0_u8, 0_u8);
    let source = AtomicPtr::new(&raw mut old);
    let hazard = Hazard::protect(&source).expect("there is a place");
    source.store(&raw mut new, Ordering::SeqCst);
    assert!(hazard.release());
}

#[test]
fn has_a_limit_of_depth() {
    prepare();
    let mut value = 0_u8;
    let source = AtomicPtr::new(&raw mut value);
    let hazards: Vec<_> = (0..DEPTH).map(|_| Hazard::protect(&source).expect("there is a place")).collect();
    assert!(Hazard::protect(&source).is_none());
    drop(hazards);
    assert!(Hazard::protect(&source).is_some());
}

#[test]
fn a_slot_of_an_ended_thread_is_used_again() {
    prepare();
    let slots = || super::SLOTS.lock().expect("no panic").len();
    let mut value = 0_u8;
    let source = AtomicPtr::new(&raw mut value);
    let before = slots();
    for _ in 0..50 {
        std::thread::scope(|scope| scope.spawn(|| drop(Hazard::protect(&source))).join()).expect("no panic");
    }
    assert!(slots() <= before + 8, "other tests may run beside: {} instead of {before}", slots());
}
