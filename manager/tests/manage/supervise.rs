//! Plugins that panic too often.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright_manager::{Manager, Options, RestartOptions, State, UpgradeOptions};

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

/// Says when it is let go.
const LEAVING: &str = r#"
    use plugwright_plugin::Context;
    pub fn on_unload(ctx: &Context) { ctx.info("unloads"); }
    pub fn one() -> i64 { 2 }
    pub fn fail() { panic!("no"); }
"#;

/// A version that has begun to be started afresh at its second panic, and that panics twice more before that is done.
#[track_caller]
fn check_overtaken(quarantined_after: u64, panics: u64, expect: Expect) {
    let base = Base::new();
    base.plugin("weak", "1.0.0", "pub fn one() -> i64 { 1 }");
    let (sender, unloads) = channel();
    let mut options = impatient(&base).log(move |_, _, line| sender.send(line.to_owned()).unwrap());
    options.health.quarantined_after = quarantined_after;
    (options.trial.panics, options.trial.failed) = (panics, 1.0);
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    base.plugin("weak", "1.1.0", LEAVING);
    manager.upgrade("weak", &UpgradeOptions::default()).unwrap();
    let inner = manager.clone();
    manager.before(move |event| {
        if (event.from, event.to) == (Some(State::Degraded), State::Loading) {
            (0..2).for_each(|_| drop(inner.call("weak", "fail", &[]).unwrap_err()));
        }
        Ok(())
    });
    (0..2).for_each(|_| drop(manager.call("weak", "fail", &[]).unwrap_err()));
    unloads.recv_timeout(Duration::from_secs(120)).unwrap();
    expect.assert_eq(&shown(&manager));
}

#[test]
fn a_fresh_copy_that_comes_too_late_is_let_go() {
    check_overtaken(
        4,
        100,
        expect![[r#"
            weak 1.1.0 quarantined: 4 panics within a minute, the last: `fail` panicked at src/lib.rs:5:21: no
        "#]],
    );
    check_overtaken(
        100,
        3,
        expect![[r#"
            weak 1.0.0 ready: 1.0.0 is back: 4 of its first 4 calls failed, the last because `fail` panicked at src/lib.rs:5:21: no
        "#]],
    );
}

/// How version 1.0.0, which panicked too often, comes back.
#[track_caller]
fn check_return(go_back: impl Fn(&Manager)) {
    let base = Base::new();
    base.plugin("weak", "1.0.0", WEAK);
    let mut options = impatient(&base);
    let hour = Duration::from_secs(3600);
    (options.health.restarts.wait, options.health.restarts.longest) = (hour, hour);
    options.trial.panics = 1;
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    let state = || manager.get("weak").unwrap().status().state;
    let fail = || drop(manager.call("weak", "fail", &[]).unwrap_err());
    (0..2).for_each(|_| fail());
    assert_eq!(state(), State::Degraded);
    base.plugin("weak", "1.1.0", WEAK);
    manager.upgrade("weak", &UpgradeOptions::default()).unwrap();
    go_back(&manager);
    assert_eq!(manager.get("weak").unwrap().status().version.unwrap().to_string(), "1.0.0");
    let states = [(); 2].map(|()| {
        fail();
        state()
    });
    assert_eq!(states, [State::Ready, State::Degraded], "it begins anew");
}

#[test]
fn a_version_that_comes_back_begins_anew() {
    check_return(|manager| drop(manager.rollback("weak").unwrap()));
    check_return(|manager| (0..2).for_each(|_| drop(manager.call("weak", "fail", &[]).unwrap_err())));
}

/// The cached libraries of a digest; different states of the tools may have built the same.
fn cached(digest: &str) -> Vec<PathBuf> {
    let artifacts = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/artifacts");
    let folders = fs::read_dir(artifacts).unwrap().map(|entry| entry.unwrap().path());
    let says = |folder: &PathBuf| {
        fs::read_to_string(folder.join("receipt.json")).is_ok_and(|receipt| receipt.contains(digest))
    };
    let files = folders.filter(says).flat_map(|folder| fs::read_dir(folder).unwrap());
    let is_library = |file: &PathBuf| file.extension().is_some_and(|found| found == std::env::consts::DLL_EXTENSION);
    files.map(|entry| entry.unwrap().path()).filter(is_library).collect()
}

#[test]
fn a_plugin_whose_library_cannot_be_opened_is_tried_again() {
    let base = Base::new();
    // No other test has this library.
    base.plugin("mislaid", "1.0.0", WEAK);
    let mut options = impatient(&base);
    options.health.restarts.longest = Duration::from_millis(50);
    let manager = Manager::with_options(base.path(), options);
    manager.load_all().unwrap();
    let events = manager.subscribe();
    let says = |text: &'static str| {
        move |event: &plugwright_manager::Event| event.reason.as_ref().is_some_and(|reason| reason.contains(text))
    };
    let digest = manager.get("mislaid").unwrap().status().digest.unwrap();
    let libraries = cached(&digest.to_string());
    let aside = base.path().join("aside");
    fs::copy(&libraries[0], &aside).unwrap();
    libraries.iter().for_each(|library| fs::remove_file(library).unwrap());
    manager.call("mislaid", "break_it", &[]).unwrap_err();
    manager.call("mislaid", "one", &[]).unwrap_err();
    let failed = wait(&events, says("could not be started afresh"));
    let reason = libraries
        .iter()
        .fold(failed.reason.unwrap(), |reason, library| reason.replace(&library.display().to_string(), "LIBRARY"));
    expect!["it could not be started afresh yet: cannot open the library of `mislaid`: cannot read the library LIBRARY: No such file or directory (os error 2)"].assert_eq(&reason);
    assert!(manager.get("mislaid").unwrap().status().state.serves());
    for library in &libraries {
        fs::copy(&aside, library).unwrap();
    }
    wait(&events, says("its next call decides"));
    assert_eq!(number(&manager, "mislaid", "one"), 1);
    assert_eq!(shown(&manager), "mislaid 1.0.0 ready\n");
}
