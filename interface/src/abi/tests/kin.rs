//! Values that go in as objects of a trait: two classes as a bridge writes them. What leads to a value twice, and what is
//! dropped twice or never, Miri says.

use std::cell::Cell;
use std::rc::Rc;

use crate::abi::{
    Arena, Cast, Casts, Class, Invalid, Pointer, Text, borrow_kin, borrow_kin_mut, drop_object, give_object, take_kin,
};

trait Gauge {
    fn level(&self) -> i64;

    fn turn(&mut self, by: i64);
}

/// Whatever has it is a gauge.
trait Meter: Gauge {
    fn unit(&self) -> &'static str;
}

impl Meter for Dial {
    fn unit(&self) -> &'static str {
        "m"
    }
}

/// Counts how often it is dropped.
struct Dial {
    level: i64,
    drops: Rc<Cell<usize>>,
}

impl Gauge for Dial {
    fn level(&self) -> i64 {
        self.level
    }

    fn turn(&mut self, by: i64) {
        self.level += by;
    }
}

impl Drop for Dial {
    fn drop(&mut self) {
        self.drops.set(self.drops.get() + 1);
    }
}

/// A dial that is no gauge as far as the compiler found.
struct Broken(#[expect(dead_code, reason = "it is there to be dropped")] Dial);

unsafe extern "C" fn unsize(value: *mut (), out: *mut ()) {
    // SAFETY: the value is a dial, and there is room for a pointer to a gauge.
    unsafe { out.cast::<*mut dyn Gauge>().write(value.cast::<Dial>()) }
}

unsafe extern "C" fn upcast(value: *mut (), out: *mut ()) {
    // SAFETY: the value is a boxed meter, and there is room for a pointer to a gauge.
    unsafe {
        let meter: *mut dyn Meter = &raw mut **value.cast::<Box<dyn Meter>>();
        out.cast::<*mut dyn Gauge>().write(meter);
    }
}

static METER: Class = class::<Box<dyn Meter>>("dyn Meter", Casts::NONE);
static DIAL: Class = class::<Dial>("Dial", Casts::NONE);
static BROKEN: Class = class::<Broken>("Broken", Casts::NONE);
static GAUGE_CASTS: [Cast; 3] = [
    Cast { class: &DIAL, unsize: Some(unsize), boxed: false },
    Cast { class: &BROKEN, unsize: None, boxed: false },
    Cast { class: &METER, unsize: Some(upcast), boxed: true },
];
static GAUGE: Class = class::<Box<dyn Gauge>>("dyn Gauge", Casts::of(&GAUGE_CASTS));

const fn class<T>(path: &'static str, casts: Casts) -> Class {
    Class {
        path: Text::new(path),
        send: false,
        sync: false,
        drop: drop_object::<T>,
        clone: None,
        debug: None,
        display: None,
        equal: None,
        operation: None,
        wider: None,
        casts,
    }
}

/// A dial, and how often it was dropped.
fn dial(level: i64) -> (Dial, Rc<Cell<usize>>) {
    let drops = Rc::new(Cell::new(0));
    (Dial { level, drops: Rc::clone(&drops) }, drops)
}

fn boxed(dial: Dial) -> Box<dyn Gauge> {
    Box::new(dial)
}

fn metered(dial: Dial) -> Box<dyn Meter> {
    assert_eq!(dial.unit(), "m");
    Box::new(dial)
}

/// Takes what is a gauge away, uses it and drops it.
#[track_caller]
fn check_taken(form: Pointer, drops: &Cell<usize>) {
    // SAFETY: the object is live, and the class is that of such boxes.
    let mut gauge: Box<dyn Gauge> = unsafe { take_kin(form, &GAUGE) }.expect("it is a gauge");
    gauge.turn(2);
    assert_eq!((gauge.level(), drops.get()), (5, 0));
    drop(gauge);
    assert_eq!(drops.get(), 1);
}

#[test]
fn what_is_taken_is_dropped_once() {
    let (value, drops) = dial(3);
    check_taken(give_object(value, &DIAL), &drops);
    let (value, drops) = dial(3);
    check_taken(give_object(boxed(value), &GAUGE), &drops);
    let (value, drops) = dial(3);
    check_taken(give_object(metered(value), &METER), &drops);
}

/// Lends what is a gauge: to be changed, then twice at a time. Takes it back to drop it.
#[track_caller]
fn check_lent<T>(value: T, class: &'static Class, drops: &Cell<usize>) {
    let given = give_object(value, class);
    let arena = Arena::new();
    // SAFETY: the object is live until the end, is lent as the pointers say, and the class is that of such boxes.
    unsafe {
        let gauge: &mut Box<dyn Gauge> =
            borrow_kin_mut(Pointer::exclusive(given.to, class), &arena, &GAUGE).expect("it is a gauge");
        gauge.turn(2);
        assert_eq!(gauge.level(), 5);
        let shared = Pointer::shared(given.to, class);
        let one = borrow_kin::<Box<dyn Gauge>>(shared, &arena, &GAUGE).expect("it is a gauge");
        let other = borrow_kin::<Box<dyn Gauge>>(shared, &arena, &GAUGE).expect("it is a gauge");
        assert_eq!([one.level(), other.level(), one.level()], [5; 3]);
    }
    drop(arena);
    assert_eq!(drops.get(), 0, "it is only lent");
    // SAFETY: the pointer is that of a box of it, which nobody borrows any more.
    drop(unsafe { Box::from_raw(given.to.cast::<T>()) });
    assert_eq!(drops.get(), 1);
}

#[test]
fn what_is_lent_is_not_dropped() {
    let (value, drops) = dial(3);
    check_lent(value, &DIAL, &drops);
    let (value, drops) = dial(3);
    check_lent(boxed(value), &GAUGE, &drops);
    let (value, drops) = dial(3);
    check_lent(metered(value), &METER, &drops);
}

#[track_caller]
fn check_refused<T>(result: Result<T, Invalid>, found: &str) {
    let fault = result.err().expect("it is none");
    assert_eq!(fault.found, found);
}

#[test]
fn what_is_refused_is_dropped_once_where_it_was_given() {
    let (value, drops) = dial(3);
    // SAFETY: the object is live, and the class is that of such boxes.
    check_refused(unsafe { take_kin::<Box<dyn Gauge>>(give_object(Broken(value), &BROKEN), &GAUGE) }, "Broken");
    assert_eq!(drops.get(), 1);
    let (value, drops) = dial(3);
    let (given, arena) = (give_object(value, &DIAL), Arena::new());
    // SAFETY: as above.
    check_refused(unsafe { borrow_kin::<Box<dyn Gauge>>(given, &arena, &GAUGE) }, "Dial that is lent in another way");
    assert_eq!(drops.get(), 1);
    let (value, drops) = dial(3);
    let given = give_object(value, &DIAL);
    let shared = Pointer::shared(given.to, &DIAL);
    // SAFETY: as above.
    let refused = unsafe { borrow_kin_mut::<Box<dyn Gauge>>(shared, &arena, &GAUGE) };
    check_refused(refused, "Dial that is lent in another way");
    assert_eq!(drops.get(), 0, "it is only lent");
    check_taken(given, &drops);
}
