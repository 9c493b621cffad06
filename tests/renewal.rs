//! Values that the host holds while their library is replaced: they move on, or say why they cannot.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

use expect_test::{Expect, expect};
use plugwright::{CallError, Closure, Handle, Library, Live, LiveTypedFunction, Object, Pin, Value};

use crate::live::open;
use crate::plugins::{chain, plugin_of};

fn library(text: &str) -> Library {
    plugin_of(text).library().clone()
}

/// A plugin with a type that counts, of whose values one can ask how many there are; `methods` are about its state.
fn counting(saved: &str, methods: &str) -> String {
    format!(
        "use std::sync::atomic::{{AtomicI64, Ordering::Relaxed}};
         static ALIVE: AtomicI64 = AtomicI64::new(0);
         pub fn alive() -> i64 {{ ALIVE.load(Relaxed) }}
         pub struct Saved {{ {saved} }}
         pub struct Counter {{ count: i64 }}
         impl Counter {{
             pub fn new(count: i64) -> Self {{ ALIVE.fetch_add(1, Relaxed); Self {{ count }} }}
             pub fn add(&mut self, step: i64) -> i64 {{ self.count += step; self.count }}
             pub fn count(&self) -> i64 {{ self.count }}
             {methods}
         }}
         impl Drop for Counter {{ fn drop(&mut self) {{ ALIVE.fetch_sub(1, Relaxed); }} }}
         pub fn total(counters: Vec<&Counter>) -> i64 {{ counters.iter().map(|counter| counter.count).sum() }}"
    )
}

const SAVE: &str = "pub fn save(&self) -> Saved { Saved { count: self.count, note: String::from(\"kept\") } }";
const RESTORE: &str = "pub fn restore(state: Saved) -> Self { Self::new(state.count) }";

fn first() -> String {
    counting("pub count: i64, pub note: String", &format!("{SAVE} {RESTORE}"))
}

/// A later version: a field more and one less, in another order, and it counts in tens.
fn second() -> String {
    let methods = "pub fn save(&self) -> Saved { Saved { tags: vec![], count: self.count } }
                   pub fn restore(state: Saved) -> Self { Self::new(state.count * 10 + state.tags.len() as i64) }";
    counting("pub tags: Vec<String>, pub count: i64", methods)
}

type Add = LiveTypedFunction<(&'static mut Object, i64), i64>;

fn typed(live: &Live) -> (Add, Object) {
    let add = live.function("Counter::add").expect("it is there").typed().expect("so");
    let new = live.function("Counter::new").expect("it is there").typed::<(i64,), Object>().expect("so");
    (add, new.call((40,)).expect("no panic"))
}

fn handle(live: &Live) -> Handle {
    Handle::try_from(live.call("Counter::new", &[40.into()]).expect("no panic")).expect("a handle")
}

#[test]
fn an_object_follows_the_newest_version() {
    let live = Live::new(library(&first()));
    let (add, object) = typed(&live);
    let mut counter = live.follow(object);
    assert_eq!(counter.call_numbered(&add, |counter| (counter, 1)), (1, Ok(41)));
    let old = live.library();
    live.swap(library(&second())).expect("it fits");
    assert_eq!(counter.call_numbered(&add, |counter| (counter, 1)), (2, Ok(411)));
    assert_eq!(old.call("alive", &[]), Ok(Value::from(0)), "the old value is dropped");
    assert_eq!(live.call("alive", &[]), Ok(Value::from(1)));
    assert!(!old.residency().pins.contains(&Pin::Handles(2)), "{:?}", old.residency());
    drop(counter.into_object());
    assert_eq!(live.call("alive", &[]), Ok(Value::from(0)));
}

#[test]
fn a_plain_object_stays_until_it_is_renewed() {
    let live = Live::new(library(&first()));
    let (add, mut counter) = typed(&live);
    let old = live.library().function("Counter::add").expect("it is there").typed::<(&mut Object, i64), i64>();
    live.swap(library(&second())).expect("it fits");
    let error = add.call((&mut counter, 1)).expect_err("it is of the old version");
    expect!["argument 1 (`self`) of `Counter::add(self: &mut Counter, step: i64) -> i64`: expected Counter, found Counter of another library"]
        .assert_eq(&error.to_string());
    assert_eq!(old.expect("so").call((&mut counter, 1)), Ok(41));
    live.renew(&mut counter).expect("it fits");
    assert_eq!(add.call((&mut counter, 1)), Ok(411));
    live.renew(&mut counter).expect("it is there");
    assert_eq!(add.call((&mut counter, 1)), Ok(412));
}

#[test]
fn an_object_of_another_plugin_stays() {
    let (live, other) = (Live::new(library(&first())), Live::new(library(&second())));
    let ((_, mut counter), (add, _)) = (typed(&live), typed(&other));
    let error = other.renew(&mut counter).expect_err("it is of another plugin");
    expect!["the value of an older version of the plugin cannot be brought to the newest: a value of `Counter` is of another library, not of an older version of this one"]
        .assert_eq(&chain(&error));
    let mut counter = live.follow(counter);
    assert!(counter.call(&add, |counter| (counter, 1)).is_err());
    assert_eq!(live.call("alive", &[]), Ok(Value::from(1)), "it is where it was");
}

#[test]
fn handles_move_on_with_all_their_clones() {
    let live = Live::new(library(&first()));
    let (one, other) = (handle(&live), handle(&live));
    let clone = one.clone();
    let old = live.library();
    let value = |handle: &Handle| Value::Handle(handle.clone());
    assert_eq!(live.call("Counter::add", &[value(&one), 1.into()]), Ok(Value::from(41)));
    live.swap(library(&second())).expect("it fits");
    let list = Value::List(vec![value(&one), value(&other)]);
    assert_eq!(live.call("total", &[list]), Ok(Value::from(810)), "also where they are inside others");
    assert_eq!(live.call("Counter::add", &[value(&clone), 1.into()]), Ok(Value::from(411)));
    assert_eq!(old.call("alive", &[]), Ok(Value::from(0)));
    let error = old.call("Counter::count", &[value(&one)]).expect_err("it has moved on");
    expect!["argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected a handle of this library, found one of a later version"]
        .assert_eq(&error.to_string());
    // Over a version that it was never called in.
    live.swap(library(&second().replace("* 10", "* 2"))).expect("it fits");
    live.swap(library(&second().replace("* 10", "* 3"))).expect("it fits");
    assert_eq!(live.call("Counter::count", &[value(&clone)]), Ok(Value::from(411 * 3)));
    drop((one, clone));
    assert_eq!(live.call("alive", &[]), Ok(Value::from(0)), "the other one has not come yet");
    assert_eq!(live.call("Counter::count", &[value(&other)]), Ok(Value::from(400 * 3)));
}

#[test]
fn a_handle_that_goes_in_for_an_object_of_a_trait_moves_on() {
    let count = "pub trait Count { fn now(&self) -> i64; }
                 impl Count for Counter { fn now(&self) -> i64 { self.count } }
                 pub fn count_of(counter: &dyn Count) -> i64 { counter.now() }";
    let live = Live::new(library(&(first() + count)));
    let counter = Value::Handle(handle(&live));
    assert_eq!(live.call("count_of", std::slice::from_ref(&counter)), Ok(Value::from(40)));
    live.swap(library(&(second() + count))).expect("it fits");
    assert_eq!(live.call("count_of", &[counter]), Ok(Value::from(400)));
}

#[test]
fn what_fails_while_an_argument_moves_on_leaves_the_other_arguments() {
    let saving = SAVE.replace("{ Saved", "{ if let Some(heard) = HEARD.lock().unwrap().as_ref() { heard() } Saved");
    let more = "static HEARD: std::sync::Mutex<Option<Box<dyn Fn() + Send>>> = std::sync::Mutex::new(None);
                pub fn hear(heard: Box<dyn Fn() + Send + Sync>) { *HEARD.lock().unwrap() = Some(heard); }
                pub fn apply(change: &dyn Fn(i64) -> i64, counter: &Counter) -> i64 { change(counter.count) }";
    let text = counting("pub count: i64, pub note: String", &format!("{saving} {RESTORE}")) + more;
    let live = Live::new(library(&text));
    let counter = Value::Handle(handle(&live));
    let old = live.library();
    let (alive, twice) = (Arc::new(()), Closure::new(|args| Ok(args[0].clone())));
    let inner = Arc::clone(&alive);
    let heard = Closure::new(move |_| {
        let kept = Arc::clone(&inner);
        let given = Closure::new(move |_| Ok(Value::from(Arc::strong_count(&kept))));
        assert!(old.call("apply", &[given.into(), Value::Unit]).is_err(), "it is no counter");
        Ok(Value::Unit)
    });
    live.call("hear", &[heard.into()]).expect("no panic");
    live.swap(library(&(second() + more))).expect("it fits");
    assert_eq!(live.call("apply", &[twice.into(), counter]), Ok(Value::from(400)));
    assert_eq!(Arc::strong_count(&alive), 2, "what the inner call was given is dropped");
}

#[test]
fn values_in_state_move_on_with_it() {
    let held = |more: &str| {
        format!(
            "{} static HELD: std::sync::Mutex<Vec<Counter>> = std::sync::Mutex::new(Vec::new());
             pub fn hold(counter: Counter) {{ HELD.lock().unwrap().push(counter); }}
             pub fn held() -> i64 {{ HELD.lock().unwrap().iter().map(|held| held.count).sum() }}
             pub fn restore(counters: Vec<Counter>) {{ *HELD.lock().unwrap() = counters; }} {more}",
            first()
        )
    };
    let save = "pub fn save() -> Vec<Counter> { HELD.lock().unwrap().drain(..).collect() }";
    let live = Live::new(library(&held(save)));
    for _ in 0..2 {
        live.call("hold", &[Value::Handle(handle(&live))]).expect("no panic");
    }
    live.swap(library(&held(""))).expect("it fits");
    assert_eq!(live.call("held", &[]), Ok(Value::from(80)));
}

#[test]
fn threads_that_share_a_handle_lose_no_call() {
    const THREADS: u64 = 8;
    const SWAPS: u64 = 20;
    let text = |version: u64| {
        format!(
            "use std::sync::atomic::{{AtomicU64, Ordering::Relaxed}};
             pub struct Shared(AtomicU64);
             impl Shared {{
                 pub fn new() -> Self {{ Self(AtomicU64::new(7)) }}
                 pub fn count(&self) -> u64 {{ self.0.load(Relaxed) + {version} }}
                 pub fn save(&self) -> u64 {{ self.0.load(Relaxed) }}
                 pub fn restore(count: u64) -> Self {{ Self(AtomicU64::new(count)) }}
             }}"
        )
    };
    let artifacts = [0, 1].map(|version| plugin_of(&text(version)).built().artifact.clone());
    let pick = |version: u64| &artifacts[usize::from(version % 2 == 1)];
    let live = Live::new(open(pick(1)));
    let shared = live.call("Shared::new", &[]).expect("no panic");
    let (done, calls) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while !done.load(SeqCst) {
                    let (version, count) = live.call_numbered("Shared::count", std::slice::from_ref(&shared));
                    assert_eq!(count, Ok(Value::from(7 + version % 2)));
                    calls.fetch_add(1, SeqCst);
                }
            });
        }
        for version in 2..SWAPS + 2 {
            live.swap(open(pick(version))).expect("nothing changed");
            let before = calls.load(SeqCst);
            while calls.load(SeqCst) == before {
                std::thread::yield_now();
            }
        }
        done.store(true, SeqCst);
    });
    assert_eq!(live.call("Shared::count", &[shared]), Ok(Value::from(7 + (SWAPS + 1) % 2)));
}

/// Swaps to `new`, and says what the swap or the first call with a value from before comes to.
#[track_caller]
fn check(old: &str, new: &str, expect: Expect) {
    let live = Live::new(library(old));
    let counter = handle(&live);
    let (add, object) = typed(&live);
    let mut object = live.follow(object);
    let said = match live.swap(library(new)) {
        Err(error) => {
            assert_eq!(live.call("Counter::count", &[Value::Handle(counter)]), Ok(Value::from(40)), "the old goes on");
            chain(&error)
        }
        Ok(_) => {
            let typed = object.call(&add, |counter| (counter, 1));
            match live.call("Counter::count", &[Value::Handle(counter)]) {
                Ok(value) => format!("{value:?}, {typed:?}"),
                Err(error @ CallError::Argument { .. }) => {
                    let typed = typed.expect_err("it cannot come either");
                    assert_eq!(object.object().path(), "Counter", "it is what it was");
                    format!("{error}\n{}", chain(&typed))
                }
                Err(error) => panic!("{error}"),
            }
        }
    };
    expect.assert_eq(&said);
}

#[test]
fn what_does_not_fit_is_refused_or_migrated() {
    let text = "pub count: String, pub note: String";
    let restore = "pub fn restore(state: Saved) -> Self { Self::new(state.count.parse().unwrap()) }";
    check(
        &first(),
        &counting(text, restore),
        expect![
            "the new version of `sample` cannot take the place of the old one: the state does not fit the new version; it may have a function `Counter::migrate` that takes the old form: state.count was of type `i64` and is of type `String`"
        ],
    );
    let migrate = "pub fn migrate(old: Old) -> Saved { Saved { count: (old.count * 2).to_string(), note: old.note } }";
    let old = "pub struct Old { pub count: i64, pub note: String }";
    check(&first(), &(counting(text, &format!("{restore} {migrate}")) + old), expect!["Int(80), Ok(81)"]);
    check(
        &first(),
        &(counting("pub count: i64, pub kind: Kind", RESTORE) + "pub enum Kind { A, B }"),
        expect![
            "the new version of `sample` cannot take the place of the old one: the state does not fit the new version; it may have a function `Counter::migrate` that takes the old form: state.kind is new, and `Kind` has no default"
        ],
    );
}

#[test]
fn state_that_holds_itself_is_compared_once() {
    let tree = |weight: &str| {
        let save = "pub fn save(&self) -> Saved { Saved { count: self.count, trees: vec![] } }";
        counting("pub count: i64, pub trees: Vec<Tree>", &format!("{save} {RESTORE}"))
            + &format!("pub struct Tree {{ pub trees: Vec<Tree>, pub weight: {weight} }}")
    };
    check(&tree("u8"), &tree("u8").replace("step;", "step + 1;"), expect!["Int(40), Ok(42)"]);
    check(
        &tree("u8"),
        &tree("Option<u8>"),
        expect![
            "the new version of `sample` cannot take the place of the old one: the state does not fit the new version; it may have a function `Counter::migrate` that takes the old form: state.trees[].weight was of type `u8` and is of type `Option<u8>`"
        ],
    );
}

#[test]
fn what_cannot_come_says_why_and_stays() {
    let none = counting("pub count: i64", "");
    check(
        &none,
        &none.replace("self.count += step;", "self.count += step + 1;"),
        expect![[r#"
            argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected a handle of this library, found one of an older version: `Counter` has no `fn save(&self) -> S` in the old version or no `fn restore(S) -> Self` in the new one, so its values stay in the version that made them
            the value of an older version of the plugin cannot be brought to the newest: `Counter` has no `fn save(&self) -> S` in the old version or no `fn restore(S) -> Self` in the new one, so its values stay in the version that made them"#]],
    );
    check(
        &first(),
        &none,
        expect![
            "the new version of `sample` cannot take the place of the old one: `Counter::restore` is gone; `Counter::save` is gone"
        ],
    );
    let panics = "pub fn restore(state: Saved) -> Self { panic!(\"no {}\", state.count) }";
    check(
        &first(),
        &counting("pub count: i64", &format!("{SAVE} {panics}").replace(", note: String::from(\"kept\")", "")),
        expect![[r#"
            argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected a handle of this library, found one of an older version: the new version does not take the state: `Counter::restore` panicked at src/lib.rs:10:113: no 40
            the value of an older version of the plugin cannot be brought to the newest: the new version does not take the state: `Counter::restore` panicked at src/lib.rs:10:113: no 40"#]],
    );
    let refuses =
        "pub fn restore(state: Saved) -> Result<Self, String> { Err(format!(\"{} is too many\", state.count)) }";
    check(
        &first(),
        &counting("pub count: i64", refuses),
        expect![[r#"
            argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected a handle of this library, found one of an older version: `Counter::restore` returned an error: 40 is too many
            the value of an older version of the plugin cannot be brought to the newest: `Counter::restore` returned an error: 40 is too many"#]],
    );
    let accepts = "pub fn restore(state: Saved) -> Result<Self, String> { Ok(Self::new(-state.count)) }";
    check(&first(), &counting("pub count: i64", accepts), expect!["Int(-40), Ok(-39)"]);
}
