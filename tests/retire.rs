//! What keeps a library in memory, and that it is gone when nothing does.

use expect_test::{Expect, expect};
use plugwright::{Capability, Plugin, Unload, Value};

use crate::plugins::{builder, chain, folder_of, plugin_of};

fn granted(text: &str, capability: Capability) -> Plugin {
    let folder = folder_of(text);
    let built = builder(folder.path()).grant(capability).build();
    built.unwrap_or_else(|error| panic!("{}", chain(&error)))
}

#[track_caller]
fn check(plugin: Plugin, calls: &[(&str, &[Value])], expect: Expect) {
    for (name, args) in calls {
        plugin.call(name, args).unwrap_or_else(|error| panic!("{error}"));
    }
    expect.assert_eq(&plugin.unload().to_string());
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn a_plain_plugin_is_unmapped_whatever_was_called() {
    let text = "use std::collections::HashMap;
        pub fn add(a: i64, b: i64) -> i64 { a + b }
        pub fn text(n: u64) -> String { n.to_string() }
        pub fn fails() { panic!(\"on purpose\") }
        pub fn counts(words: Vec<String>) -> HashMap<String, u64> { words.into_iter().map(|word| (word, 1)).collect() }";
    let plugin = plugin_of(text);
    assert!(plugin.call("fails", &[]).is_err());
    let words = Value::List(vec![Value::from("a")]);
    check(
        plugin,
        &[("add", &[Value::from(1_i64), Value::from(2_i64)]), ("text", &[Value::from(7_u64)]), ("counts", &[words])],
        expect!["unmapped"],
    );
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn what_a_plugin_leaves_is_counted() {
    let text = "pub fn leak() -> usize { std::hint::black_box(vec![0_u8; 1000]).leak().len() }";
    check(plugin_of(text), &[("leak", &[])], expect!["unmapped; 1000 bytes that it had allocated are left"]);
    check(
        plugin_of("pub fn speak() { print!(\"\") }"),
        &[("speak", &[])],
        expect!["unmapped; 1024 bytes that it had allocated are left"],
    );
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn handles_that_are_gone_leave_nothing() {
    let text = "pub struct Counter(i64); impl Counter { pub fn new() -> Self { Self(7) } pub fn count(&self) -> i64 { self.0 } }";
    let plugin = plugin_of(text);
    {
        let counter = plugin.call("Counter::new", &[]).expect("no panic");
        assert_eq!(plugin.call("Counter::count", &[counter]), Ok(Value::from(7_i64)));
    }
    check(plugin, &[], expect!["unmapped"]);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn a_destructor_of_a_thread_local_keeps_it_until_the_thread_ends() {
    let text = "use std::cell::RefCell;
        thread_local! { static SEEN: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) } }
        pub fn seen(n: u64) -> usize { SEEN.with_borrow_mut(|seen| { seen.push(n); seen.len() }) }";
    let plugin = plugin_of(text);
    std::thread::scope(|scope| {
        scope.spawn(|| plugin.call("seen", &[Value::from(1_u64)]).expect("it counts")).join().expect("no panic");
    });
    assert_eq!(plugin.residency().pins, [], "the thread that called has ended");
    check(
        plugin,
        &[("seen", &[Value::from(1_u64)])],
        expect!["retired, kept by 1 destructor of thread-locals that runs when its thread ends"],
    );
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn a_running_thread_keeps_it_and_an_ended_one_does_not() {
    let text = "use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
        static STOP: AtomicBool = AtomicBool::new(false);
        pub fn start() { std::thread::spawn(|| while !STOP.load(SeqCst) { std::thread::yield_now() }); }
        pub fn stop() { STOP.store(true, SeqCst) }
        pub fn sum() -> u64 { std::thread::scope(|s| s.spawn(|| 1 + 2).join().unwrap()) }";
    let plugin = granted(text, Capability::Thread);
    assert_eq!(plugin.call("sum", &[]), Ok(Value::from(3_u64)));
    plugin.call("start", &[]).expect("it starts");
    let pins = |plugin: &Plugin| plugin.residency().pins.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(pins(&plugin).contains(&"1 running thread".to_owned()), "{:?}", pins(&plugin));
    plugin.call("stop", &[]).expect("it stops");
    while pins(&plugin).iter().any(|pin| pin.contains("running thread")) {
        std::thread::yield_now();
    }
}

#[test]
fn what_was_resolved_before_goes_on_and_nothing_new_is_resolved() {
    let plugin = plugin_of("pub fn add(a: i64, b: i64) -> i64 { a + b }");
    let typed = plugin.function("add").and_then(|add| Ok(add.typed::<(i64, i64), i64>()?)).expect("it is there");
    let other = plugin.library().clone();
    let Unload::Retired { pins } = plugin.unload() else { panic!("there are handles") };
    assert_eq!(pins.iter().map(ToString::to_string).collect::<Vec<_>>()[0], "2 handles");
    assert_eq!(typed.call((2, 3)), Ok(5));
    expect!["`sample` is retired; open it again"].assert_eq(&other.function("add").expect_err("retired").to_string());
    expect!["`sample` is retired; open it again"].assert_eq(&other.call("add", &[]).expect_err("retired").to_string());
}

#[test]
fn unsafe_code_is_never_trusted_to_be_done() {
    let plugin = granted("pub fn f() -> u8 { unsafe { *(&1_u8 as *const u8) } }", Capability::Unsafe);
    let Unload::Retired { pins } = plugin.unload() else { panic!("it may do anything") };
    assert_eq!(pins.len(), 1);
}
