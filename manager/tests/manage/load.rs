//! What starts, in which order, and what is said of the rest.

use std::cell::RefCell;
use std::fs;
use std::sync::{Arc, Condvar, Mutex};

use expect_test::expect;
use plugwright_manager::{Manager, OnError, Start, State};
use serde_json::json;

use crate::base::{Base, chain, number, shown};

const ONE: &str = "pub fn one() -> i64 { 1 }";

#[test]
fn broken_plugins_stop_nobody_else() {
    let base = Base::new();
    base.plugin("good", "1.0.0", ONE);
    base.plugin("broken", "1.0.0", "pub fn one() -> i64 { true }");
    base.plugin("denied", "1.0.0", "pub fn now() -> u64 { std::process::id().into() }");
    base.plugin("empty", "1.0.0", "fn one() {}");
    base.plugin("needy", "1.0.0", ONE);
    fs::write(base.plugin("half", "1.0.0", ONE).join("plugin.json"), r#"{ "name": "half", "#).unwrap();
    fs::write(base.plugin("bad", "1.0.0", ONE).join("plugin.json"), r#"{ "name": "bad", "version": "v1" }"#).unwrap();
    base.plugin("wanted", "1.0.0", ONE);
    fs::rename(base.of("wanted"), base.of("called")).unwrap();
    base.plugin("twin-a", "1.0.0", ONE);
    base.plugin("twin_a", "1.0.0", ONE);
    base.plugin("9lives", "1.0.0", ONE);
    fs::create_dir(base.of("no-plugin")).unwrap();
    fs::remove_file(base.of("needy").join("src/lib.rs")).unwrap();
    let elsewhere = json!({ "source": { "mode": "remote_git", "path": "file:///far.git" } });
    base.plugin_with("far", "1.0.0", ONE, elsewhere);

    let manager = base.manager();
    manager.load_all().unwrap();
    expect![[r#"
        bad refused: plugin.json:1:1: the field `source` is missing (and 1 more)
        broken 1.0.0 refused: cannot build `broken`: the plugin has faults: src/lib.rs:1:23: mismatched types (E0308)
        called refused: its folder is called `called`, and its plugin.json says `wanted`; one of the two must change
        denied 1.0.0 refused: cannot build `denied`: the policy refuses the plugin: src/lib.rs:1:23: uses `std::process::id`
        empty 1.0.0 refused: cannot build `empty`: the plugin has no function that can be called: the plugin exports no function that can be called
        far 1.0.0 refused: cannot use the code of `far`: cannot get file:///far.git: `file` is not among the transports that are allowed
        good 1.0.0 ready
        half refused: plugin.json:1:18: EOF while parsing a value
        needy 1.0.0 refused: cannot build `needy`: the plugin has faults: Cargo.toml:2:8: the package `needy` has no library target
        twin-a refused: there is a plugin `twin_a`, too, which is the same name to cargo
        twin_a refused: there is a plugin `twin-a`, too, which is the same name to cargo
    "#]].assert_eq(&shown(&manager));
    let strays = manager.strays();
    let strays: Vec<_> = strays.iter().map(|stray| stray.reason.as_str()).collect();
    assert_eq!(strays, ["the folder cannot be a plugin's, for a name begins with a letter, not with `9`"]);
    assert_eq!(number(&manager, "good", "one"), 1);
    expect![
        "`broken` is refused: cannot build `broken`: the plugin has faults: src/lib.rs:1:23: mismatched types (E0308)"
    ]
    .assert_eq(&chain(&manager.call("broken", "one", &[]).unwrap_err()));
    expect!["there is no plugin `god`; did you mean `good`?"]
        .assert_eq(&chain(&manager.call("god", "one", &[]).unwrap_err()));
    expect!["there is no function `won`"].assert_eq(&chain(&manager.call("good", "won", &[]).unwrap_err()));
    expect!["`called` is refused: its folder is called `called`, and its plugin.json says `wanted`; one of the two must change"].assert_eq(&chain(&manager.load("called").unwrap_err()));
}

fn loud(name: &str) -> String {
    format!(
        r#"
        use plugwright_plugin::Context;
        pub fn on_load(ctx: &Context) {{ ctx.info("{name} loads"); }}
        pub fn on_unload(ctx: &Context) {{ ctx.info("{name} unloads"); }}
        pub fn one() -> i64 {{ 1 }}
        "#
    )
}

#[test]
fn what_is_needed_starts_first_and_stops_last() {
    let base = Base::new();
    base.plugin_with("web", "1.0.0", &loud("web"), json!({ "depends": { "auth": "^1.2", "store": "*" } }));
    base.plugin_with("auth", "1.3.0", &loud("auth"), json!({ "depends": { "store": "^2" } }));
    base.plugin("store", "2.0.1", &loud("store"));
    let manager = base.manager();
    manager.load("web").unwrap();
    assert_eq!(base.log(), ["store: store loads", "auth: auth loads", "web: web loads"]);
    manager.unload("store").unwrap();
    assert_eq!(base.log(), ["web: web unloads", "auth: auth unloads", "store: store unloads"]);
    manager.load_all().unwrap();
    manager.unload_all().unwrap();
    let again = ["store: store loads", "auth: auth loads", "web: web loads"];
    let stop = ["web: web unloads", "auth: auth unloads", "store: store unloads"];
    assert_eq!(base.log(), [again, stop].concat());
    assert!(manager.list().iter().all(|status| status.state == State::Stopped));
}

#[test]
fn what_others_lack_is_the_reason() {
    let base = Base::new();
    base.plugin_with("a", "1.0.0", ONE, json!({ "depends": { "b": "*" } }));
    base.plugin_with("b", "1.0.0", ONE, json!({ "depends": { "c": "*" } }));
    base.plugin_with("c", "1.0.0", ONE, json!({ "depends": { "a": "*" } }));
    base.plugin_with("old", "1.0.0", ONE, json!({ "depends": { "store": "^2" } }));
    base.plugin_with("lost", "1.0.0", ONE, json!({ "depends": { "stor": "^1" } }));
    base.plugin_with("above", "1.0.0", ONE, json!({ "depends": { "faulty": "*" } }));
    base.plugin("faulty", "1.0.0", "pub fn one() -> i64 {");
    base.plugin("store", "1.4.0", ONE);
    let manager = base.manager();
    manager.load_all().unwrap();
    expect![[r#"
        a 1.0.0 refused: it needs itself: `a` needs `b` needs `c` needs `a`
        above 1.0.0 refused: it needs `faulty`, which does not run: cannot build `faulty`: the plugin has faults: src/lib.rs:1:21: this `{` is never closed
        b 1.0.0 refused: it needs itself: `b` needs `c` needs `a` needs `b`
        c 1.0.0 refused: it needs itself: `c` needs `a` needs `b` needs `c`
        faulty 1.0.0 refused: cannot build `faulty`: the plugin has faults: src/lib.rs:1:21: this `{` is never closed
        lost 1.0.0 refused: it needs `stor` ^1, which is not there; did you mean `store`?
        old 1.0.0 refused: it needs `store` ^2, and 1.4.0 is there
        store 1.4.0 ready
    "#]].assert_eq(&shown(&manager));
    expect!["cannot start `a`: it needs itself: `a` needs `b` needs `c` needs `a`"]
        .assert_eq(&chain(&manager.load("a").unwrap_err()));
}

#[test]
fn a_second_look_finds_what_is_new_and_forgets_what_is_gone() {
    let base = Base::new();
    base.plugin("first", "1.0.0", ONE);
    base.plugin("gone", "1.0.0", ONE);
    let manager = base.manager();
    manager.load("first").unwrap();
    base.plugin("second", "1.0.0", ONE);
    fs::remove_dir_all(base.of("gone")).unwrap();
    fs::remove_dir_all(base.of("first")).unwrap();
    manager.discover().unwrap();
    expect![[r#"
        first 1.0.0 ready
        second 1.0.0 discovered
    "#]]
    .assert_eq(&shown(&manager));
    assert_eq!(number(&manager, "first", "one"), 1);
}

#[test]
fn a_first_call_starts_a_plugin_where_the_host_says_so() {
    let base = Base::new();
    base.plugin("store", "1.0.0", ONE);
    base.plugin_with("web", "1.0.0", ONE, json!({ "depends": { "store": "*" } }));
    base.plugin("faulty", "1.0.0", "pub fn one() -> i64 {");
    let mut options = base.options();
    options.start = Start::FirstCall;
    let manager = Manager::with_options(base.path(), options);
    manager.discover().unwrap();
    std::thread::scope(|scope| {
        (0..4).for_each(|_| drop(scope.spawn(|| assert_eq!(number(&manager, "web", "one"), 1))))
    });
    expect!["cannot build `faulty`: the plugin has faults: src/lib.rs:1:21: this `{` is never closed"]
        .assert_eq(&chain(&manager.call("faulty", "one", &[]).unwrap_err()));
    assert_eq!(manager.metrics("web").unwrap().loads, 1);
    manager.unload("web").unwrap();
    expect!["`web` is stopped"].assert_eq(&chain(&manager.call("web", "one", &[]).unwrap_err()));
}

/// A manager that starts plugins at their first calls.
fn lazy(base: &Base) -> Manager {
    let mut options = base.options();
    options.start = Start::FirstCall;
    let manager = Manager::with_options(base.path(), options);
    manager.discover().unwrap();
    manager
}

#[test]
fn calls_that_come_while_the_first_one_starts_it_wait() {
    let base = Base::new();
    base.plugin("one", "1.0.0", ONE);
    let manager = lazy(&base);
    let (inner, callers) = (manager.clone(), Arc::new(Mutex::new(Vec::new())));
    let answers = callers.clone();
    // On every step of the way somebody else calls.
    manager.after(move |_| {
        let (manager, (sender, begins)) = (inner.clone(), std::sync::mpsc::channel());
        callers.lock().unwrap().push(std::thread::spawn(move || {
            sender.send(()).unwrap();
            manager.call("one", "one", &[]).map_err(|error| chain(&error))
        }));
        begins.recv().unwrap();
    });
    assert_eq!(number(&manager, "one", "one"), 1);
    let callers = std::mem::take(&mut *answers.lock().unwrap());
    let answers: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
    assert_eq!(answers, vec![Ok(1.into()); 4]);
    assert_eq!(manager.metrics("one").unwrap().loads, 1);
}

#[test]
fn a_hook_that_calls_what_does_not_run_does_not_wait_for_itself() {
    let base = Base::new();
    base.plugin("a", "1.0.0", ONE);
    base.plugin_with("b", "1.0.0", ONE, json!({ "depends": { "a": "*" } }));
    let manager = lazy(&base);
    let (inner, said) = (manager.clone(), Arc::new(Mutex::new(Vec::new())));
    let answers = said.clone();
    manager.before(move |event| {
        if event.plugin.as_str() == "a" && event.to == State::Loading {
            let call = |plugin| inner.call(plugin, "one", &[]).map_err(|error| chain(&error));
            said.lock().unwrap().extend(["a", "b"].map(call));
        }
        Ok(())
    });
    manager.load("a").unwrap();
    let expected = ["`a` is installed", "`b` is discovered"].map(|answer| Err(answer.to_owned()));
    assert_eq!(*answers.lock().unwrap(), expected);
    assert_eq!(number(&manager, "b", "one"), 1);
}

#[test]
fn what_stays_in_memory_is_said() {
    let base = Base::new();
    let source = "pub fn one() -> i64 { unsafe { std::mem::zeroed() } }";
    base.plugin_with("stays", "1.0.0", source, json!({ "grants": ["unsafe"] }));
    let manager = base.manager();
    manager.load_all().unwrap();
    expect!["its library stays in memory, kept by the grant for unsafe code, under which nothing is sure"]
        .assert_eq(&manager.unload("stays").unwrap().reason.unwrap());
}

#[test]
fn a_plugin_that_must_start_ends_the_start() {
    let base = Base::new();
    base.plugin("first", "1.0.0", ONE);
    base.plugin("faulty", "1.0.0", "pub fn one() -> i64 {");
    base.plugin_with("last", "1.0.0", ONE, json!({ "depends": { "first": "*" } }));
    let must = |name: &'static str| {
        base.options().on_error(move |plugin| match plugin.as_str() == name {
            true => OnError::Fail,
            false => OnError::Skip,
        })
    };
    assert!(Manager::with_options(base.path(), must("first")).load_all().is_ok());
    let manager = Manager::with_options(base.path(), must("faulty"));
    expect!["cannot build `faulty`: the plugin has faults: src/lib.rs:1:21: this `{` is never closed"]
        .assert_eq(&chain(&manager.load_all().unwrap_err()));
    assert_eq!(manager.get("last").unwrap().status().state, State::Discovered, "nothing more was started");
    fs::write(base.of("faulty").join("plugin.json"), "{").unwrap();
    let error = Manager::with_options(base.path(), must("faulty")).load_all().unwrap_err();
    expect!["`faulty` is refused: plugin.json:1:1: EOF while parsing an object"].assert_eq(&chain(&error));
}

/// Tells that its thread has ended.
struct Ended(Arc<(Mutex<bool>, Condvar)>);

impl Drop for Ended {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

thread_local! {
    static ENDED: RefCell<Option<Ended>> = const { RefCell::new(None) };
}

#[test]
fn what_has_not_begun_to_start_does_not_begin_after_that() {
    let base = Base::new();
    let threads = std::thread::available_parallelism().unwrap().get();
    base.plugin("a-faulty", "1.0.0", "pub fn one() -> i64 {");
    (0..=threads).for_each(|number| drop(base.plugin(&format!("b-{number}"), "1.0.0", ONE)));
    let ended = Arc::new((Mutex::new(false), Condvar::new()));
    let failing = ended.clone();
    let options = base.options().on_error(move |plugin| match plugin.as_str() {
        "a-faulty" => {
            ENDED.with_borrow_mut(|ended| _ = ended.get_or_insert_with(|| Ended(failing.clone())));
            OnError::Fail
        }
        _ => OnError::Skip,
    });
    let manager = Manager::with_options(base.path(), options);
    // The others that are being started by then go on once the thread that failed has ended, and that thread starts no more.
    manager.before(move |event| {
        if event.plugin.as_str() == "a-faulty" {
            return Ok(());
        }
        if ENDED.with_borrow(Option::is_none) {
            drop(ended.1.wait_while(ended.0.lock().unwrap(), |ended| !*ended).unwrap());
        }
        Err("not now".to_owned())
    });
    manager.load_all().unwrap_err();
    let left = manager.list().iter().filter(|status| status.state == State::Discovered).count();
    assert!(left >= 2, "{}", shown(&manager));
}

#[test]
fn a_base_that_is_not_there_is_said() {
    let error = Manager::new("/nowhere/at/all").load_all().unwrap_err();
    expect!["cannot look for plugins: cannot read /nowhere/at/all: No such file or directory (os error 2)"]
        .assert_eq(&chain(&error));
}
