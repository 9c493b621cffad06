//! Hooks of the plugin and of the host.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright_manager::{State, UpgradeOptions};

use crate::base::{Base, chain, shown};

#[track_caller]
fn check(source: &str, expect: Expect) {
    check_within(Duration::from_secs(60), source, expect);
}

#[track_caller]
fn check_within(limit: Duration, source: &str, expect: Expect) {
    let base = Base::new();
    base.plugin("one", "1.2.0", source);
    let mut options = base.options();
    options.lifecycle = limit;
    let manager = plugwright_manager::Manager::with_options(base.path(), options);
    let error = manager.load("one").map(|status| status.state.to_string()).map_err(|error| chain(&error));
    expect.assert_eq(&format!("{}\n{}", error.unwrap_or_else(|error| error), shown(&manager)));
}

#[test]
fn a_plugin_that_is_not_well_does_not_serve() {
    check(
        "pub fn health() -> Result<(), String> { Ok(()) }",
        expect![[r#"
        ready
        one 1.2.0 ready
    "#]],
    );
    check(
        "pub fn health() -> Result<(), String> { Err(\"no disk\".into()) }",
        expect![[r#"
        `health` of `one` 1.2.0 did not succeed: no disk
        one 1.2.0 quarantined: `health` of `one` 1.2.0 did not succeed: no disk
    "#]],
    );
    check(
        "pub fn health() -> bool { false }",
        expect![[r#"
        `health` of `one` 1.2.0 did not succeed: it returned false
        one 1.2.0 quarantined: `health` of `one` 1.2.0 did not succeed: it returned false
    "#]],
    );
    check(
        "pub fn on_load() { panic!(\"not today\") }",
        expect![[r#"
        `on_load` of `one` 1.2.0 did not succeed: `on_load` panicked at src/lib.rs:1:20: not today
        one 1.2.0 quarantined: `on_load` of `one` 1.2.0 did not succeed: `on_load` panicked at src/lib.rs:1:20: not today
    "#]],
    );
    check(
        "pub fn on_load(port: u16) -> u16 { port }",
        expect![[r#"
        `on_load` of `one` 1.2.0 did not succeed: `on_load(port: u16) -> u16` takes 1 argument, but 0 were given
        one 1.2.0 quarantined: `on_load` of `one` 1.2.0 did not succeed: `on_load(port: u16) -> u16` takes 1 argument, but 0 were given
    "#]],
    );
    check_within(
        Duration::from_millis(200),
        "pub fn on_load(ctx: &plugwright_plugin::Context) { while ctx.check().is_ok() {} while !ctx.is_cancelled() {} }",
        expect![[r#"
            `on_load` of `one` 1.2.0 did not succeed: it has not returned after 200 ms, and code in this process cannot be killed: it runs on
            one 1.2.0 quarantined: `on_load` of `one` 1.2.0 did not succeed: it has not returned after 200 ms, and code in this process cannot be killed: it runs on
        "#]],
    );
}

#[test]
fn the_host_hears_of_every_step_and_may_object() {
    let base = Base::new();
    base.plugin("one", "1.0.0", "pub fn one() -> i64 { 1 }");
    let manager = base.manager();
    let events = manager.subscribe();
    let told = Arc::new(AtomicUsize::new(0));
    let counter = told.clone();
    manager.after(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    manager.before(|event| match (event.version.as_ref().map(ToString::to_string).as_deref(), event.to) {
        (Some("1.1.0"), State::Ready) => Err("not on a Friday".to_owned()),
        _ => Ok(()),
    });
    manager.load_all().unwrap();
    base.plugin("one", "1.1.0", "pub fn one() -> i64 { 2 }");
    let vetoed = manager.upgrade("one", &UpgradeOptions::default()).unwrap_err();
    expect!["the host keeps `one` from becoming ready: not on a Friday"].assert_eq(&chain(&vetoed));
    assert_eq!(manager.call("one", "one", &[]).unwrap(), 1.into());
    base.plugin("one", "1.2.0", "pub fn one() -> i64 { 3 }");
    manager.upgrade("one", &UpgradeOptions::default()).unwrap();
    manager.unload("one").unwrap();
    let events: Vec<_> = events.try_iter().map(|event| event.to_string()).collect();
    assert_eq!(told.load(Ordering::Relaxed), events.len());
    expect![[r#"
        one 1.0.0: discovered
        one 1.0.0: discovered -> building
        one 1.0.0: building -> installed
        one 1.0.0: installed -> loading
        one 1.0.0: loading -> ready
        one 1.1.0: discovered -> building
        one 1.1.0: building -> installed
        one 1.1.0: installed -> loading
        one 1.2.0: discovered -> building
        one 1.2.0: building -> installed
        one 1.2.0: installed -> loading
        one 1.2.0: loading -> ready
        one 1.0.0: ready -> draining
        one 1.0.0: draining -> installed
        one 1.2.0: ready -> draining
        one 1.2.0: draining -> stopped"#]]
    .assert_eq(&events.join("\n"));
}

#[test]
fn a_new_version_takes_over_from_the_old() {
    let source = |version: &str, health: &str| {
        format!(
            r#"
            use plugwright_plugin::{{Context, Error, State}};
            pub fn on_load(ctx: &Context) {{ ctx.info("{version} loads"); }}
            pub fn on_upgrade(from: &str, ctx: &Context) {{ ctx.info(format_args!("{version} after {{from}}")); }}
            pub fn on_unload(ctx: &Context) {{ ctx.info("{version} unloads"); }}
            pub fn health(ctx: &Context) -> Result<(), String> {{
                assert_eq!(ctx.state(), State::Loading);
                {health}
            }}
            pub fn state(ctx: &Context) -> Result<bool, Error> {{ Ok(ctx.state() == State::Ready) }}
            "#
        )
    };
    let base = Base::new();
    base.plugin("one", "1.0.0", &source("1.0.0", "Ok(())"));
    let manager = base.manager();
    manager.load_all().unwrap();
    assert_eq!(base.log(), ["one: 1.0.0 loads"]);
    base.plugin("one", "1.1.0", &source("1.1.0", "Err(\"no disk\".into())"));
    let upgrade = || manager.upgrade("one", &UpgradeOptions::default());
    expect!["`health` of `one` 1.1.0 did not succeed: no disk"].assert_eq(&chain(&upgrade().unwrap_err()));
    assert_eq!(base.log(), ["one: 1.1.0 after 1.0.0", "one: 1.1.0 unloads"]);
    base.plugin("one", "1.2.0", &source("1.2.0", "Ok(())"));
    upgrade().unwrap();
    base.plugin("one", "1.3.0", &source("1.3.0", "Ok(())"));
    upgrade().unwrap();
    assert_eq!(base.log(), ["one: 1.2.0 after 1.0.0", "one: 1.3.0 after 1.2.0", "one: 1.0.0 unloads"]);
    assert_eq!(manager.call("one", "state", &[]).unwrap(), plugwright::Value::Result(Ok(Box::new(true.into()))));
    manager.unload("one").unwrap();
    assert_eq!(base.log(), ["one: 1.2.0 unloads", "one: 1.3.0 unloads"]);
}
