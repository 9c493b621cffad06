//! A library that is replaced while it is called.

use std::future::Future as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

use expect_test::expect;
use plugwright::{CallError, Library, Live, Pin, Value};
use plugwright_interface::Artifact;

use crate::futures::run;
use crate::plugins::plugin_of;

/// A plugin that knows its number, and does a little work so that a call can be inside when it is replaced.
fn numbered(number: u64) -> String {
    format!(
        "pub fn number() -> u64 {{ {number} }}
         pub fn spelled(times: u64) -> String {{ (0..times).map(|_| \"{number}\").collect() }}"
    )
}

fn library(text: &str) -> Library {
    plugin_of(text).library().clone()
}

/// Opens the same built library once more, which is another one to the system.
pub(crate) fn open(artifact: &Artifact) -> Library {
    // SAFETY: it was built and audited just now.
    #[allow(unsafe_code, reason = "as the facade does it")]
    unsafe { Library::open(artifact) }.expect("it opens")
}

#[test]
fn live_handles_follow_and_plain_ones_stay() {
    let live = Live::new(library(&numbered(1)));
    let follows = live.function("number").expect("it is there");
    let typed = follows.typed::<(), u64>().expect("it is of that type");
    let stays = live.library().function("number").expect("it is there").typed::<(), u64>().expect("so");
    assert_eq!(live.swap(library(&numbered(2))).expect("nothing changed"), 2);
    assert_eq!(typed.call_numbered(()), (2, Ok(2)));
    assert_eq!(follows.call_numbered(&[]), (2, Ok(Value::from(2_u64))));
    assert_eq!(live.call_numbered("number", &[]), (2, Ok(Value::from(2_u64))));
    assert_eq!(stays.call(()), Ok(1));
    assert_eq!((live.version(), live.serving().len()), (2, 1));
}

#[test]
fn a_changed_signature_does_not_take_the_place() {
    let live =
        Live::new(library("pub struct P { pub x: i64 } pub fn f(a: i64) -> i64 { a } pub fn g(p: P) {} pub fn h() {}"));
    let new = "pub struct P { pub y: i64 } pub fn f(a: i32) -> i64 { 0 } pub fn g(p: P) {} pub fn more() {}";
    let error = live.swap(library(new)).expect_err("all three changed");
    expect!["the new version of `sample` cannot take the place of the old one: `f` was `fn(i64) -> i64` and is `fn(i32) -> i64`; `g` has other fields in the types of `fn(P)`; `h` is gone"]
        .assert_eq(&error.to_string());
    assert_eq!(live.version(), 1);
    assert_eq!(live.call("f", &[Value::from(7_i64)]), Ok(Value::from(7_i64)));
}

#[test]
fn a_handle_to_what_a_forced_version_lacks_says_so_and_comes_back() {
    let live = Live::new(library("pub fn f(a: i64) -> i64 { a }"));
    let typed = live.function("f").expect("it is there").typed::<(i64,), i64>().expect("so");
    assert_eq!(live.replace(library("pub fn f(a: u8) {}")).expect("it has no state"), 2);
    let Err(error @ CallError::Changed { version: 2, .. }) = typed.call((1,)) else { panic!("it has other types") };
    expect!["version 2 of the plugin cannot be called: `f` was `fn(i64) -> i64` and is `fn(u8)`"]
        .assert_eq(&error.to_string());
    live.replace(library("pub fn f(a: i64) -> i64 { -a }")).expect("it has no state");
    assert_eq!(typed.call((1,)), Ok(-1));
}

#[test]
fn calls_of_many_threads_during_many_swaps_are_each_served_by_one_version() {
    const THREADS: u64 = 64;
    const SWAPS: u64 = 200;
    let artifacts: Vec<_> = (0..3).map(|number| plugin_of(&numbered(number)).built().artifact.clone()).collect();
    let pick = |version: u64| &artifacts[(version % 3) as usize];
    let live = Live::new(open(pick(1)));
    let (done, calls) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (live, done, calls) = (&live, &done, &calls);
            scope.spawn(move || {
                let number = live.function("number").expect("it is there").typed::<(), u64>().expect("so");
                let spelled = live.function("spelled").expect("it is there").typed::<(u64,), String>().expect("so");
                let mut newest = 0;
                while !done.load(SeqCst) {
                    let (version, result) = number.call_numbered(());
                    assert_eq!(result, Ok(version % 3));
                    assert!(version >= newest, "an old version served after a new one");
                    let (version, result) = spelled.call_numbered((thread,));
                    assert_eq!(result, Ok((version % 3).to_string().repeat(thread as usize)));
                    let (version, result) = live.call_numbered("number", &[]);
                    assert_eq!(result, Ok(Value::from(version % 3)));
                    newest = version;
                    calls.fetch_add(3, SeqCst);
                    std::thread::yield_now();
                }
            });
        }
        for version in 2..SWAPS + 2 {
            let before = calls.load(SeqCst);
            assert_eq!(live.swap(open(pick(version))).expect("nothing changed"), version);
            while calls.load(SeqCst) == before {
                std::thread::yield_now();
            }
        }
        done.store(true, SeqCst);
    });
    assert_eq!(live.serving().len(), 1, "nobody is inside an old version");
}

/// A plugin whose calls go on after they return, and which knows its number all along.
fn going_on(number: u64) -> String {
    format!(
        "pub async fn soon(plus: u64) -> u64 {{
             let mut asked = false;
             std::future::poll_fn(|context| {{
                 if std::mem::replace(&mut asked, true) {{ return std::task::Poll::Ready(()) }}
                 context.waker().wake_by_ref();
                 std::task::Poll::Pending
             }})
             .await;
             {number} + plus
         }}
         pub fn each(text: &str) -> impl Iterator<Item = String> {{
             text.split(' ').map(|word| format!(\"{{word}}{number}\"))
         }}"
    )
}

#[test]
fn futures_and_iterators_stay_in_the_version_that_made_them() {
    let live = Live::new(library(&going_on(1)));
    let (soon, each) = (live.function("soon").expect("it is there"), live.function("each").expect("it is there"));
    let typed = soon.typed_async::<(u64,), u64>().expect("so");
    let pulled = each.typed_iter::<(&str,), String>().expect("so");
    let (one, mut other) = (typed.call_numbered((10,)), Box::pin(typed.call((20,))));
    let (by_value, named) = (soon.call_async(&[Value::from(30_u64)]), live.call_async("soon", &[Value::from(40_u64)]));
    let mut words = pulled.call(("a b",)).expect("it is an iterator");
    let mut values = each.call_iter(&[Value::from("c d")]).expect("it is an iterator");
    assert_eq!(words.next(), Some(Ok("a1".to_owned())));
    let polled = other.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(polled, Poll::Pending);
    assert_eq!(live.swap(library(&going_on(2))).expect("nothing changed"), 2);
    assert_eq!(run(typed.call((10,))), Ok(12));
    assert_eq!(pulled.call_numbered(("e",)).1.expect("it is an iterator").next(), Some(Ok("e2".to_owned())));
    assert_eq!((one.0, run(one.1)), (1, Ok(11)));
    assert_eq!(run(other), Ok(21));
    assert_eq!((run(by_value), run(named)), (Ok(Value::from(31_u64)), Ok(Value::from(41_u64))));
    assert_eq!(words.next(), Some(Ok("b1".to_owned())));
    assert_eq!((values.next(), values.next()), (Some(Ok(Value::from("c1"))), Some(Ok(Value::from("d1")))));
}

#[test]
fn a_version_ends_with_the_last_future_and_iterator_of_it() {
    let live = Live::new(library(&going_on(1)));
    let soon = live.function("soon").expect("it is there").typed_async::<(u64,), u64>().expect("so");
    let each = live.function("each").expect("it is there").typed_iter::<(&str,), String>().expect("so");
    let old = live.library();
    let others = || old.residency().pins;
    let (future, words) = (soon.call((1,)), each.call(("a",)).expect("it is an iterator"));
    live.swap(library(&going_on(2))).expect("nothing changed");
    assert_eq!(others(), [Pin::Handles(2)]);
    drop(future);
    assert_eq!(others(), [Pin::Handles(1)]);
    drop(words);
    assert_eq!(others(), []);
}

#[test]
fn a_future_and_an_iterator_of_what_is_gone_say_so() {
    let live = Live::new(library(&going_on(1)));
    let soon = live.function("soon").expect("it is there");
    let each = live.function("each").expect("it is there");
    let typed = soon.typed_async::<(u64,), u64>().expect("so");
    let pulled = each.typed_iter::<(&str,), String>().expect("so");
    live.replace(library("pub async fn soon(plus: u32) -> u64 { plus.into() }")).expect("it has no state");
    let error = run(typed.call((1,))).expect_err("it has other types");
    expect![
        "version 2 of the plugin cannot be called: `soon` was `fn(u64) -> impl Future<Output = u64>` and is `fn(u32) -> impl Future<Output = u64>`"
    ]
    .assert_eq(&error.to_string());
    assert_eq!(run(soon.call_async(&[Value::from(1_u64)])), Err(error));
    let error = pulled.call(("a",)).expect_err("it is gone");
    expect!["version 2 of the plugin cannot be called: `each` is gone"].assert_eq(&error.to_string());
    assert!(each.call_iter(&[Value::from("a")]).is_err());
    assert!(soon.typed_async::<(u64,), u64>().is_err() && each.typed_iter::<(&str,), String>().is_err());
}

/// A plugin that counts, with fields and functions of its state as given.
fn counting(fields: &str, restored: &str, more: &str) -> String {
    format!(
        "use std::sync::Mutex;
         #[derive(Clone)] pub struct Saved {{ {fields} }}
         static COUNT: Mutex<i64> = Mutex::new(0);
         pub fn count() -> i64 {{ let mut count = COUNT.lock().unwrap(); *count += 1; *count }}
         pub fn restore(state: Saved) {{ *COUNT.lock().unwrap() = {restored}; }}
         {more}"
    )
}

const SAVE: &str = "pub fn save() -> Saved { Saved { count: *COUNT.lock().unwrap(), note: String::from(\"kept\") } }";

fn check_state(new: &str, expect: expect_test::Expect) {
    let live = Live::new(library(&counting("pub count: i64, pub note: String", "state.count", SAVE)));
    for _ in 0..5 {
        live.call("count", &[]).expect("it counts");
    }
    let said = match live.swap(library(new)) {
        Ok(version) => format!("version {version} counts {:?}", live.call("count", &[]).expect("it counts")),
        Err(error) => {
            assert_eq!(live.call("count", &[]), Ok(Value::from(6_i64)), "the old version goes on");
            crate::plugins::chain(&error)
        }
    };
    expect.assert_eq(&said);
}

#[test]
fn state_moves_over_by_the_names_of_fields() {
    check_state(
        &counting("pub note: String, pub count: i64", "state.count + state.note.len() as i64", ""),
        expect!["version 2 counts Int(10)"],
    );
    // A field more and one less.
    check_state(
        &counting(
            "pub count: i64, pub tags: Vec<String>, pub limit: Option<u8>",
            "state.count + state.tags.len() as i64",
            "",
        ),
        expect!["version 2 counts Int(6)"],
    );
}

#[test]
fn a_field_of_another_type_is_an_error_or_migrated() {
    check_state(
        &counting("pub count: String, pub note: String", "state.count.parse().unwrap()", ""),
        expect![
            "the new version of `sample` cannot take the place of the old one: the state does not fit the new version; it may have a function `migrate` that takes the old form: state.count was of type `i64` and is of type `String`"
        ],
    );
    check_state(
        &counting(
            "pub count: String, pub note: String",
            "state.count.parse().unwrap()",
            "pub struct Old { pub count: i64, pub note: String }
             pub fn migrate(old: Old) -> Saved { Saved { count: (old.count * 10).to_string(), note: old.note } }",
        ),
        expect!["version 2 counts Int(51)"],
    );
    check_state(
        &counting("pub count: i64, pub kind: Kind", "state.count", "#[derive(Clone)] pub enum Kind { A, B }"),
        expect![
            "the new version of `sample` cannot take the place of the old one: the state does not fit the new version; it may have a function `migrate` that takes the old form: state.kind is new, and `Kind` has no default"
        ],
    );
    check_state(
        &counting("pub count: i64", "panic!(\"no\")", ""),
        expect![
            "the new version of `sample` cannot take the place of the old one: the new version does not take the state: `restore` panicked at src/lib.rs:5:66: no"
        ],
    );
}
