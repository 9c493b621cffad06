//! Plugins that panic too often.

use std::time::Duration;

use expect_test::expect;
use plugwright_manager::{Manager, Options, RestartOptions, State};

use crate::base::{Base, chain, number, shown, wait};

/// Is broken by one call until its `static`s are fresh.
const WEAK: &str = r#"
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    static BROKEN: AtomicBool = AtomicBool::new(false);
    pub fn break_it() { BROKEN.store(true, SeqCst); panic!("no"); }
    pub fn one() -> i64 { assert!(!BROKEN.load(SeqCst), "broken"); 1 }
    pub fn fail() { panic!("no"); }
"#;

/// Degraded at the second panic, and started afresh at once, twice.
fn impatient(base: &Base) -> Options {
    let mut options = base.options();
    options.health.degraded_after = 2;
    let wait = Duration::ZERO;
    options.health.restarts = RestartOptions { most: 2, wait, ..options.health.restarts };
    options
}

#[test]
fn a_plugin_that_panics_too_often_is_degraded_and_then_left_alone() {
    let base = Base::new();
    base.plugin("weak", "1.0.0", WEAK);
    let mut options = impatient(&base);
    options.health.quarantined_after = 4;
    options.health.restarts.wait = Duration::from_secs(3600);
    options.health.restarts.longest = Duration::from_secs(3600);
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    let fail = || manager.call("weak", "fail", &[]).unwrap_err();
    fail();
    assert_eq!(shown(&manager), "weak 1.0.0 ready\n");
    fail();
    expect![[r#"
        weak 1.0.0 degraded: 2 panics within a minute, the last: `fail` panicked at src/lib.rs:6:21: no
    "#]]
    .assert_eq(&shown(&manager));
    assert!(manager.call("weak", "one", &[]).is_ok());
    fail();
    fail();
    expect!["`weak` is quarantined: 4 panics within a minute, the last: `fail` panicked at src/lib.rs:6:21: no"]
        .assert_eq(&chain(&fail()));
    assert!(manager.call("weak", "one", &[]).is_err());
    manager.load("weak").unwrap();
    assert!(manager.call("weak", "one", &[]).is_ok());
    let metrics = manager.metrics("weak").unwrap();
    assert_eq!((metrics.calls.panicked, metrics.calls.finished, metrics.loads), (4, 6, 2));
}

#[test]
fn a_fresh_copy_takes_over_and_its_first_call_decides() {
    let base = Base::new();
    base.plugin("weak", "1.0.0", WEAK);
    let manager = Manager::with_options(base.path(), impatient(&base));
    manager.load_all().unwrap();
    let events = manager.subscribe();
    let is_fresh = |event: &plugwright_manager::Event| {
        event.to == State::Degraded && event.reason.as_ref().is_some_and(|reason| reason.contains("afresh"))
    };
    manager.call("weak", "break_it", &[]).unwrap_err();
    manager.call("weak", "one", &[]).unwrap_err();
    wait(&events, is_fresh);
    assert_eq!(number(&manager, "weak", "one"), 1);
    assert_eq!(shown(&manager), "weak 1.0.0 ready\n");

    // It falls again, and the call that decides is a panic.
    manager.call("weak", "fail", &[]).unwrap_err();
    manager.call("weak", "fail", &[]).unwrap_err();
    wait(&events, is_fresh);
    manager.call("weak", "fail", &[]).unwrap_err();
    let given_up = "weak 1.0.0 quarantined: 1 panic within a minute, the last: `fail` panicked at src/lib.rs:6:21: no; it was started afresh 2 times\n";
    assert_eq!(shown(&manager), given_up);

    // The next host does not begin anew with it, unless somebody wants that or it is another library.
    let next = base.manager();
    next.load_all().unwrap();
    assert_eq!(shown(&next), given_up);
    assert!(next.load("weak").unwrap().state.serves());
    let after = base.manager();
    after.load_all().unwrap();
    assert_eq!(shown(&after), "weak 1.0.0 ready\n", "it was forgiven");
}

#[test]
fn another_library_than_the_one_in_quarantine_is_tried() {
    let base = Base::new();
    base.plugin("weak", "1.0.0", WEAK);
    let mut options = impatient(&base);
    options.health.quarantined_after = 1;
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    manager.call("weak", "fail", &[]).unwrap_err();
    let next = base.manager();
    next.load_all().unwrap();
    assert!(shown(&next).starts_with("weak 1.0.0 quarantined: 1 panic"), "{}", shown(&next));
    base.plugin("weak", "1.0.0", &WEAK.replace("{ panic!(\"no\"); }", "{}"));
    let mended = base.manager();
    mended.load_all().unwrap();
    assert_eq!(shown(&mended), "weak 1.0.0 ready\n");
}
