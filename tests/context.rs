//! Plugins that take a `&Context`, against a host that offers one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright::{Context, Error, Level, Plugin, State, Surroundings, Value};

use crate::futures::run;
use crate::plugins::{builder, fixture};

fn plugin() -> Plugin {
    builder(fixture("context")).build().unwrap()
}

/// Config, log and state of a test.
#[derive(Default)]
struct Host {
    log: Mutex<Vec<String>>,
}

impl Surroundings for Host {
    fn setting(&self, name: &str) -> Option<Value> {
        match name {
            "greeting" => Some("Salut".into()),
            _ => panic!("a host may have its faults"),
        }
    }

    fn log(&self, level: Level, line: &str) {
        self.log.lock().unwrap().push(format!("{level:?}: {line}"));
    }

    fn state(&self) -> State {
        State::Draining
    }
}

#[test]
fn what_the_plugin_sets_the_host_sees() {
    let host = Arc::new(Host::default());
    let ctx = Context::builder().label("today's run").value("names", vec!["Ada", "Grace"]);
    let ctx = ctx.surroundings(host.clone()).build();
    let result = plugin().call_with("execute", &ctx, &[]).unwrap();
    assert_eq!(result, Value::Result(Ok(Box::new(Value::Unit))));
    assert_eq!(ctx.get("for Ada"), Some("Salut, Ada!".into()));
    assert_eq!(ctx.get("done"), Some(2.into()));
    assert_eq!(*host.log.lock().unwrap(), ["Info: today's run greeted 2 people"]);
}

#[test]
fn both_lanes_take_a_context() {
    let plugin = plugin();
    let ctx = Context::builder().value("text", "abba").timeout(Duration::from_secs(50)).build();
    let dynamic = plugin.call_with("letters", &ctx, &[3.into(), "text".into()]).unwrap();
    let pairs = Value::Map(vec![('a'.into(), 6.into()), ('b'.into(), 6.into())]);
    assert_eq!(dynamic, Value::Result(Ok(Box::new(pairs))));
    type Letters = Result<BTreeMap<char, u32>, String>;
    let letters = plugin.function("letters").unwrap().typed::<(u32, &Context, &str), Letters>().unwrap();
    assert_eq!(letters.call((1, &ctx, "text")).unwrap(), Ok(BTreeMap::from([('a', 2), ('b', 2)])));
    let ready = plugin.function("is_ready").unwrap().typed::<(&Context,), (bool, Option<bool>)>().unwrap();
    assert_eq!(ready.call((&ctx,)).unwrap(), (true, Some(true)));
    assert_eq!(ready.call((&ctx.within(Arc::new(Host::default())),)).unwrap(), (false, Some(true)));
}

#[test]
fn what_goes_on_after_its_call_keeps_the_context() {
    let plugin = plugin();
    let function = |name: &str| plugin.function(name).unwrap();
    let ctx = Context::builder().value("name 0", "Ada").build();
    let count_down = function("count_down").typed_async::<(&Context, u32), Result<u32, String>>().unwrap();
    assert_eq!(run(count_down.call((&ctx, 3))), Ok(Ok(0)));
    assert_eq!(ctx.get("left"), Some(0.into()));
    let done = Value::Result(Ok(Box::new(0.into())));
    assert_eq!(run(function("count_down").call_async_with(&ctx, &[2.into()])), Ok(done.clone()));
    assert_eq!(function("count_down").call_with(&ctx, &[2.into()]), Ok(done.clone()));
    assert_eq!(function("count_down").call(&[2.into()]), Ok(done));
    let error = run(function("count_down").call_async(&[2.into()])).unwrap_err();
    expect!["`count_down(ctx: &Context, from: u32) -> impl Future<Output = Result<u32, String>>` goes on after the call and takes a context: give it one with `Function::call_async_with` or `Function::call_iter_with`"]
        .assert_eq(&error.to_string());
    let cancelled = Context::default();
    cancelled.cancel();
    assert!(run(count_down.call((&cancelled, 3))).unwrap().is_err());
    let pulled = function("pulled").typed_iter::<(&Context,), String>().unwrap();
    let mut names = pulled.call((&ctx,)).unwrap();
    assert_eq!(names.next(), Some(Ok("Ada".to_owned())));
    ctx.set("name 1", "Grace");
    assert_eq!((names.next(), names.next()), (Some(Ok("Grace".to_owned())), None));
    let names = function("pulled").call_iter_with(&ctx, &[]).unwrap();
    assert_eq!(names.collect::<Result<Vec<_>, _>>(), Ok(vec!["Ada".into(), "Grace".into()]));
    let listed = function("pulled").call_with(&ctx, &[]).unwrap();
    assert_eq!(listed, Value::List(vec!["Ada".into(), "Grace".into()]));
}

#[test]
fn a_plugin_that_asks_stops_in_time() {
    let plugin = plugin();
    let stopped = |ctx: &Context| match plugin.call_with("work", ctx, &[]).unwrap() {
        Value::Result(Err(why)) => String::try_from(*why).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(stopped(&Context::builder().timeout(Duration::ZERO).build()), "the time of the call is over");
    let ctx = Context::default();
    std::thread::scope(|scope| {
        let running = scope.spawn(|| stopped(&ctx));
        while ctx.get("steps").is_none() {
            std::thread::yield_now();
        }
        ctx.cancel();
        assert_eq!(running.join().unwrap(), "the call was cancelled");
    });
}

#[test]
fn every_kind_of_value_comes_back() {
    let ctx = Context::default();
    let record = Value::Record(vec![("a".into(), Value::unit_variant("B")), ("c".into(), Value::Huge(u128::MAX))]);
    let pairs = Value::Map(vec![(Value::Char('x'), Value::Float(0.5))]);
    let list = Value::List(vec![record, pairs, Value::Option(None), Value::Bytes(vec![1]), i128::MIN.into()]);
    ctx.set("it", list.clone());
    plugin().call_with("echo", &ctx, &[]).unwrap();
    assert_eq!(ctx.to_map(), BTreeMap::from([("it again".to_owned(), list)]));
}

#[test]
fn a_fault_of_the_host_stays_there() {
    let ctx = Context::builder().surroundings(Arc::new(Host::default())).build();
    assert_eq!(plugin().call_with("has_config", &ctx, &[]).unwrap(), false.into());
}

#[track_caller]
fn check(dependency: &str, grant: &str, expect: Expect) {
    let dir = tempfile::tempdir().unwrap();
    let manifest = format!("[package]\nname = \"p\"\nedition = \"2024\"\n[dependencies]\n{dependency}\n");
    std::fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    std::fs::create_dir(dir.path().join("src")).unwrap();
    std::fs::create_dir_all(dir.path().join("other/src")).unwrap();
    std::fs::write(dir.path().join("other/Cargo.toml"), "[package]\nname = \"other\"\nedition = \"2024\"\n").unwrap();
    std::fs::write(dir.path().join("other/src/lib.rs"), "").unwrap();
    let source = "pub fn label(ctx: &sdk::Context) -> String { ctx.label() }";
    std::fs::write(dir.path().join("src/lib.rs"), source).unwrap();
    let shown = match builder(dir.path()).policy(grant.parse().unwrap()).build() {
        Ok(plugin) => format!("{:?}", plugin.call("label", &[])),
        Err(Error::Refused(found)) => found.iter().map(|finding| format!("{finding}\n")).collect(),
        Err(error) => panic!("{error:?}"),
    };
    expect.assert_eq(&shown);
}

#[test]
fn the_host_supplies_the_crate_in_the_version_that_it_has() {
    let check_free = |dependency, expect| check(dependency, "", expect);
    check_free(r#"sdk = { package = "plugwright-plugin", version = "0.1" }"#, expect![[r#"Ok(Text(""))"#]]);
    check_free(r#"sdk = { package = "plugwright-plugin", path = "/nowhere" }"#, expect![[r#"Ok(Text(""))"#]]);
    check_free(
        r#"sdk = { package = "plugwright-plugin", version = "7" }"#,
        expect![[r#"
        error[M038] Cargo.toml:5:1: asks for `plugwright-plugin` 7, and this host has 0.1.0
    "#]],
    );
    check_free(
        r#"sdk = { package = "plugwright-plugin", version = "seven" }"#,
        expect![[r#"
        error[M038] Cargo.toml:5:1: asks for `plugwright-plugin` in a version that is none: unexpected character 's' while parsing major version number
    "#]],
    );
}

#[test]
fn beside_other_dependencies_cargo_builds_the_crate() {
    let dependencies = "sdk = { package = \"plugwright-plugin\", version = \"0.1\" }\nother = { path = \"other\" }";
    check(dependencies, "dependencies", expect![[r#"Ok(Text(""))"#]]);
}
