//! How many calls run at once, and what one of them leaves to the next.

use std::time::Duration;

use expect_test::expect;
use plugwright::{Closure, Context, Value};
use plugwright_manager::{ManageError, Manager, NoTurn, State};
use serde_json::json;

use crate::base::{Base, chain, number, shown};

const CROWD: &str = r#"
    use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
    static RUNNING: AtomicI64 = AtomicI64::new(0);
    static MOST: AtomicI64 = AtomicI64::new(0);

    pub fn step() {
        MOST.fetch_max(RUNNING.fetch_add(1, SeqCst) + 1, SeqCst);
        for _ in 0..1000 { std::hint::spin_loop(); }
        RUNNING.fetch_sub(1, SeqCst);
    }

    pub fn most() -> i64 { MOST.load(SeqCst) }
"#;

/// The most calls that ran at once, of many from four threads.
fn most_at_once(concurrency: serde_json::Value) -> i64 {
    let base = Base::new();
    base.plugin_with("crowd", "1.0.0", CROWD, json!({ "concurrency": concurrency }));
    let manager = base.manager();
    manager.load_all().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..200).for_each(|_| drop(manager.call("crowd", "step", &[]).unwrap())));
        }
    });
    number(&manager, "crowd", "most")
}

#[test]
fn no_more_calls_run_at_once_than_the_manifest_says() {
    assert_eq!(most_at_once(json!("serial")), 1);
    assert!(most_at_once(json!(2)) <= 2);
}

const SERIAL: &str = r#"
    use plugwright_plugin::Context;

    pub fn again(call: &dyn Fn(i64) -> i64) -> i64 { call(1) }

    pub fn wait(ctx: &Context) {
        ctx.set("inside", true);
        while ctx.find::<bool>("go").is_ok_and(|go| go.is_none()) {}
    }
"#;

#[test]
fn a_call_that_gets_no_turn_says_why() {
    let base = Base::new();
    base.plugin_with("one", "1.0.0", SERIAL, json!({ "concurrency": "serial" }));
    let manager = base.manager();
    manager.load_all().unwrap();
    let (inner, (sender, receiver)) = (manager.clone(), std::sync::mpsc::channel());
    let call = Closure::new(move |_| {
        sender.send(inner.call("one", "again", &[]).unwrap_err()).unwrap();
        Ok(7.into())
    });
    assert_eq!(manager.call("one", "again", &[Value::from(call)]).unwrap(), 7.into());
    expect!["`one` takes 1 call at once: this one comes out of one that runs and would wait for itself"]
        .assert_eq(&chain(&receiver.recv().unwrap()));

    let holding = Context::default();
    std::thread::scope(|scope| {
        scope.spawn(|| manager.call_with("one", "wait", &holding, &[]).unwrap());
        while holding.get("inside").is_none() {
            std::thread::yield_now();
        }
        let late = Context::builder().timeout(Duration::ZERO).build();
        let error = manager.call_with("one", "wait", &late, &[]).unwrap_err();
        assert!(matches!(error, ManageError::Busy { why: NoTurn::Late { .. }, .. }), "{error:?}");
        holding.set("go", true);
    });
    // Whoever got no turn is in no book.
    let calls = manager.metrics("one").unwrap().calls;
    assert_eq!((calls.admitted, calls.finished), (2, 2));
}

#[test]
fn any_time_may_be_given() {
    for limit in [Duration::ZERO, Duration::from_secs(60), Duration::MAX] {
        let base = Base::new();
        let source = "pub fn one() -> i64 { 1 }\npub fn execute() {}";
        base.plugin_with("one", "1.0.0", source, json!({ "concurrency": "serial" }));
        let mut options = base.options();
        (options.turn, options.drain, options.grace) = (limit, limit, limit);
        let manager = Manager::with_options(base.path(), options);
        manager.load_all().unwrap();
        assert_eq!(number(&manager, "one", "one"), 1);
        let context = Context::builder().timeout(Duration::from_secs(60)).build();
        manager.execute("one", &context).unwrap();
        assert_eq!(manager.unload("one").unwrap().state, State::Stopped, "{limit:?}");
    }
}

const COUNTER: &str = r#"
    use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
    static COUNT: AtomicI64 = AtomicI64::new(0);
    pub fn on_load() { COUNT.store(100, SeqCst); }
    pub fn next() -> i64 { COUNT.fetch_add(1, SeqCst) + 1 }
"#;

#[test]
fn calls_share_what_the_manifest_says() {
    let base = Base::new();
    base.plugin("shared", "1.0.0", COUNTER);
    base.plugin_with("apart", "1.0.0", COUNTER, json!({ "state": "per-call" }));
    let manager = base.manager();
    manager.load_all().unwrap();
    let three = |plugin: &str| [(); 3].map(|()| number(&manager, plugin, "next"));
    assert_eq!(three("shared"), [101, 102, 103]);
    assert_eq!(three("apart"), [1, 1, 1]);
    #[cfg(target_os = "linux")]
    assert_eq!(libraries_in_memory(&manager, "apart"), 1, "those of the calls are gone");
}

/// How many copies of a plugin's library are mapped.
#[cfg(target_os = "linux")]
fn libraries_in_memory(manager: &Manager, plugin: &str) -> usize {
    let digest = manager.get(plugin).unwrap().status().digest.unwrap();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let files = maps.lines().filter_map(|line| line.split_once('/')).map(|(_, file)| file);
    files.filter(|file| file.contains(&digest[..16])).collect::<std::collections::BTreeSet<_>>().len()
}

#[test]
fn libraries_that_would_pile_up_are_refused() {
    let base = Base::new();
    let more = json!({ "state": "per-call", "grants": ["unsafe"] });
    base.plugin_with("apart", "1.0.0", "pub fn one() -> i64 { unsafe { std::mem::zeroed() } }", more);
    let manager = base.manager();
    manager.load_all().unwrap();
    expect![[r#"
        apart 1.0.0 refused: `apart` cannot have `"state": "per-call"`: the library of each call would stay in memory, kept by the grant for unsafe code, under which nothing is sure
    "#]]
    .assert_eq(&shown(&manager));
}
