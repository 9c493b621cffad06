//! Values that stay in the plugin: typed and dynamic, who drops them, and what every wrong use of one says.

use std::thread;
use std::time::Duration;

use expect_test::{Expect, expect};
use plugwright::{CallError, Handle, Object, Plugin, Threads, Traits, Value};

use crate::plugins::{builder, call, fixture, function, plugin_of};

fn plugin() -> Plugin {
    builder(fixture("handles")).build().unwrap_or_else(|error| panic!("{error}"))
}

fn counter(plugin: &Plugin, count: i64) -> Object {
    call!(plugin "Counter::new"(count): (i64) -> Object).expect("no panic")
}

fn dynamic(plugin: &Plugin, name: &str, args: &[Value]) -> Value {
    plugin.call(name, args).unwrap_or_else(|error| panic!("{error}"))
}

fn handle(value: &Value) -> Handle {
    Handle::try_from(value.clone()).expect("a handle")
}

/// Runs what leaves nothing behind: no value, and no byte.
#[track_caller]
fn leaves_nothing(what: impl Fn(&Plugin)) {
    let plugin = plugin();
    // What a thread allocates once, it has then.
    what(&plugin);
    let before = plugin.memory().live;
    what(&plugin);
    assert_eq!(dynamic(&plugin, "alive", &[]), Value::from(0));
    assert_eq!(plugin.memory().live, before);
}

#[test]
fn objects_go_in_every_way() {
    leaves_nothing(|p| {
        let (mut one, mut other) = (counter(p, 5), counter(p, 2));
        assert_eq!(call!(p "Counter::add"(&mut one, 2): (&mut Object, i64) -> i64), Ok(7));
        assert_eq!(call!(p "Counter::count"(&one): (&Object) -> i64), Ok(7));
        assert_eq!(call!(p "Counter::is_above"(&one, &other): (&Object, &Object) -> bool), Ok(true));
        assert_eq!(call!(p "Counter::is_above"(&one, &one): (&Object, &Object) -> bool), Ok(false));
        assert_eq!(call!(p "Counter::swap"(&mut one, &mut other): (&mut Object, &mut Object) -> ()), Ok(()));
        assert_eq!(call!(p "count_or"(Some(&one), 0): (Option<&Object>, i64) -> i64), Ok(2));
        assert_eq!(call!(p "count_or"(None, 9): (Option<&Object>, i64) -> i64), Ok(9));
        assert_eq!(call!(p "largest"(&[&one, &other]): (&[&Object]) -> Option<i64>), Ok(Some(7)));
        assert_eq!(call!(p "Counter::remember"(&mut one, 3): (&mut Object, i64) -> ()), Ok(()));
        assert_eq!(call!(p "Counter::steps"(&one): (&Object) -> Vec<i64>), Ok(vec![3]));
        assert_eq!(call!(p "Counter::absorb"(&mut one, other): (&mut Object, Object) -> ()), Ok(()));
        assert_eq!(call!(p "Counter::finish"(one): (Object) -> i64), Ok(9));
        assert_eq!(call!(p "Counter::boxed"(counter(p, 1)): (Object) -> i64), Ok(1));
        assert_eq!(call!(p "total"(vec![counter(p, 1), counter(p, 2)]): (Vec<Object>) -> i64), Ok(3));
    });
}

#[test]
fn objects_come_out_inside_others() {
    leaves_nothing(|p| {
        let some = call!(p "Counter::some"(&[1, 2]): (&[i64]) -> Vec<Object>).expect("no panic");
        assert_eq!(
            some.iter().map(|one| one.text().expect("it is `Display`")).collect::<Vec<_>>(),
            ["1 so far", "2 so far"]
        );
        let (one, other) = call!(p "Counter::pair"(1, 2): (i64, i64) -> (Object, Object)).expect("no panic");
        assert_eq!((one.text(), other.text()), (Ok("1 so far".into()), Ok("2 so far".into())));
        assert!(call!(p "Counter::maybe"(-1): (i64) -> Option<Object>).expect("no panic").is_none());
        let checked = call!(p "Counter::checked"(-1): (i64) -> Result<Object, String>).expect("no panic");
        assert_eq!(checked.expect_err("it is negative"), "-1 is negative");
        assert!(call!(p "Counter::checked"(1): (i64) -> Result<Object, String>).expect("no panic").is_ok());
    });
}

#[test]
fn objects_have_the_traits_of_their_types() {
    leaves_nothing(|p| {
        let one = counter(p, 5);
        let copy = one.try_clone().expect("it is `Clone`");
        assert_eq!(one.equals(&copy), Ok(true));
        assert_eq!(one.equals(&counter(p, 6)), Ok(false));
        assert_eq!(format!("{one:?}"), "Counter { count: 5, steps: [] }");
        let local = call!(p "Local::new"(): () -> Object).expect("no panic");
        assert_eq!(format!("{local:?}"), "Local");
        check_error(local.text(), expect!["`Local` is not `Display`"]);
        check_error(local.equals(&local), expect!["`Local` is not `PartialEq`"]);
        check_error(one.equals(&local), expect!["`Counter` is not `PartialEq<Local>`"]);
    });
    let traits = |path: &str| plugin().library().traits(path);
    let all = Traits { send: true, sync: true, clone: true, debug: true, display: true, partial_eq: true };
    assert_eq!(traits("Counter"), Some(all));
    let none = Traits { send: false, sync: false, clone: false, debug: false, display: false, partial_eq: false };
    assert_eq!(traits("Local"), Some(Traits { clone: true, ..none }));
    assert_eq!(traits("Movable"), Some(Traits { send: true, ..none }));
    assert_eq!(traits("Nothing"), None);
}

#[track_caller]
fn check_error<T: std::fmt::Debug>(outcome: Result<T, CallError>, expect: Expect) {
    expect.assert_eq(&outcome.expect_err("it cannot be").to_string());
}

#[test]
fn a_wrong_object_is_an_error_and_is_dropped() {
    leaves_nothing(|p| {
        let local = || call!(p "Local::new"(): () -> Object).expect("no panic");
        check_error(
            call!(p "Counter::count"(&local()): (&Object) -> i64),
            expect!["argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected Counter, found Local"],
        );
        check_error(
            call!(p "Counter::finish"(local()): (Object) -> i64),
            expect!["argument 1 (`self`) of `Counter::finish(self: Counter) -> i64`: expected Counter, found Local"],
        );
        // What goes with it is dropped as well, on whichever side it is by then.
        check_error(
            call!(p "either"(Some(local()), "text".repeat(100), 'x'): (Option<Object>, String, char) -> String),
            expect![
                "argument 1 (`counter`) of `either(counter: Option<Counter>, label: String, letter: char) -> String`: expected Counter, found Local"
            ],
        );
        let mixed = vec![counter(p, 1), local(), counter(p, 2)];
        check_error(
            call!(p "total"(mixed): (Vec<Object>) -> i64),
            expect![
                "argument 1 (`counters`) of `total(counters: Vec<Counter>) -> i64`: expected Counter at [1], found Local"
            ],
        );
    });
}

#[test]
fn an_object_of_another_library_is_an_error_and_is_dropped() {
    let other = plugin();
    leaves_nothing(|p| {
        check_error(
            call!(p "Counter::count"(&counter(&other, 1)): (&Object) -> i64),
            expect![
                "argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected Counter, found Counter of another library"
            ],
        );
        check_error(
            call!(p "Counter::finish"(counter(&other, 1)): (Object) -> i64),
            expect![
                "argument 1 (`self`) of `Counter::finish(self: Counter) -> i64`: expected Counter, found an object of another library"
            ],
        );
        let foreign = dynamic(&other, "Counter::new", &[Value::from(1)]);
        check_error(
            p.call("Counter::count", &[foreign]),
            expect![
                "argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected a handle of this library, found one of another"
            ],
        );
    });
    assert_eq!(dynamic(&other, "alive", &[]), Value::from(0));
}

#[test]
fn an_object_outlives_the_plugin_that_gave_it() {
    let object = counter(&plugin(), 3);
    assert_eq!(object.text().as_deref(), Ok("3 so far"));
    object.close().expect("no panic");
}

#[test]
fn a_panic_leaves_the_object_usable() {
    leaves_nothing(|p| {
        let mut one = counter(p, 1);
        let panicked = call!(p "Counter::fail"(&mut one): (&mut Object) -> ());
        assert!(matches!(panicked, Err(CallError::Panicked { .. })), "{panicked:?}");
        assert_eq!(call!(p "Counter::count"(&one): (&Object) -> i64), Ok(2));
        let value = Value::from(one);
        let panicked = p.call("Counter::fail", std::slice::from_ref(&value));
        assert!(matches!(panicked, Err(CallError::Panicked { .. })), "{panicked:?}");
        assert_eq!(dynamic(p, "Counter::count", &[value]), Value::from(3));
    });
}

#[test]
fn a_panic_in_drop_is_forgotten_or_told() {
    leaves_nothing(|p| {
        let bomb = || call!(p "Bomb::new"(): () -> Object).expect("no panic");
        drop(bomb());
        drop(dynamic(p, "Bomb::new", &[]));
        let Err(CallError::Panicked { function, panic }) = bomb().close() else { panic!("it panics") };
        assert_eq!((function.as_str(), panic.message.as_str()), ("Bomb::drop", "dropped"));
    });
}

#[test]
fn handles_are_values() {
    leaves_nothing(|p| {
        let one = dynamic(p, "Counter::new", &[Value::from(5)]);
        assert_eq!(dynamic(p, "Counter::add", &[one.clone(), Value::from(2)]), Value::from(7));
        assert_eq!(dynamic(p, "count_or", &[Value::from(Some(one.clone())), Value::from(0)]), Value::from(7));
        let both = Value::List(vec![one.clone(), one.clone()]);
        assert_eq!(dynamic(p, "largest", &[both]), Value::from(Some(7)));
        dynamic(p, "Counter::remember", &[one.clone(), Value::from(1)]);
        let Value::Tuple(pair) = dynamic(p, "Counter::pair", &[Value::from(1), Value::from(2)]) else {
            panic!("a pair")
        };
        assert_eq!(dynamic(p, "total", &[Value::List(pair)]), Value::from(3));
        // Clones are handles to one value, which is taken from all of them.
        let same = one.clone();
        assert_eq!(dynamic(p, "Counter::finish", &[one]), Value::from(7));
        check_error(
            p.call("Counter::count", &[same]),
            expect![
                "argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected an object, found one that is gone"
            ],
        );
    });
}

#[test]
fn wrong_handles_are_errors() {
    leaves_nothing(|p| {
        let [one, local] = [("Counter::new", vec![Value::from(5)]), ("Local::new", vec![])]
            .map(|(name, args)| dynamic(p, name, &args));
        check_error(
            p.call("Counter::count", &[local]),
            expect!["argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected Counter, found Local"],
        );
        check_error(
            p.call("Counter::count", &[Value::from(1)]),
            expect![
                "argument 1 (`self`) of `Counter::count(self: &Counter) -> i64`: expected Counter, found an integer"
            ],
        );
        check_error(
            p.call("Counter::swap", &[one.clone(), one.clone()]),
            expect![
                "argument 2 (`other`) of `Counter::swap(self: &mut Counter, other: &mut Counter)`: expected Counter, found an object that is in use"
            ],
        );
        check_error(
            p.call("Counter::absorb", &[one.clone(), one.clone()]),
            expect![
                "argument 2 (`other`) of `Counter::absorb(self: &mut Counter, other: Counter)`: expected Counter, found an object that is in use"
            ],
        );
        check_error(
            p.call("total", &[Value::List(vec![one.clone(), one])]),
            expect![
                "argument 1 (`counters`) of `total(counters: Vec<Counter>) -> i64`: expected an object at [1], found one that is gone"
            ],
        );
    });
}

#[test]
fn handles_turn_into_objects_and_back() {
    leaves_nothing(|p| {
        let value = dynamic(p, "Counter::new", &[Value::from(5)]);
        let mut one: Object = p.library().take(&handle(&value)).expect("it is a handle");
        assert_eq!(call!(p "Counter::add"(&mut one, 2): (&mut Object, i64) -> i64), Ok(7));
        check_error(
            p.library().take::<dyn Send>(&handle(&value)),
            expect!["the handle cannot be used: expected an object, found one that is gone"],
        );
        assert_eq!(dynamic(p, "Counter::count", &[one.into()]), Value::from(7));
        let local = dynamic(p, "Local::new", &[]);
        check_error(
            p.library().take::<dyn Send>(&handle(&local)),
            expect!["the handle cannot be used: expected a type that is `Send`, found Local"],
        );
    });
}

const fn is_send<T: Send>() {}
const fn is_sync<T: Sync>() {}
const _: () = {
    is_send::<Object<dyn Send>>();
    is_sync::<Object<dyn Sync>>();
    is_send::<Object<dyn Send + Sync>>();
    is_sync::<Object<dyn Send + Sync>>();
};

#[track_caller]
fn check_claim<T: ?Sized + Threads>(name: &str, expect: Expect) {
    let p = plugin();
    expect.assert_eq(&match function(&p, name).typed::<(), Object<T>>() {
        Ok(function) => format!("{:?}", function.call(()).expect("no panic")),
        Err(error) => error.to_string(),
    });
}

#[test]
fn objects_are_as_free_as_their_types() {
    check_claim::<dyn Send>("Movable::new", expect!["Movable"]);
    check_claim::<dyn Send + Sync>(
        "Movable::new",
        expect![[r#"
        `Movable::new` is not of the type that the host names
          plugin: fn() -> Movable
            host: fn() -> Object<dyn Send + Sync>"#]],
    );
    check_claim::<dyn Send>(
        "Local::new",
        expect![[r#"
        `Local::new` is not of the type that the host names
          plugin: fn() -> Local
            host: fn() -> Object<dyn Send>"#]],
    );
    let p = plugin();
    let one = counter(&p, 1).claim::<dyn Send + Sync>().expect("it is both");
    let count = function(&p, "Counter::count").typed::<(&Object<dyn Send + Sync>,), i64>().expect("so");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(count.call((&one,)), Ok(1)));
        }
    });
    let local = call!(p "Local::new"(): () -> Object).expect("no panic");
    local.claim::<dyn Send>().expect_err("it is not `Send`");
}

#[test]
fn a_handle_of_another_thread_is_an_error() {
    leaves_nothing(|p| {
        let local = dynamic(p, "Local::new", &[]);
        let movable = dynamic(p, "Movable::new", &[]);
        thread::scope(|scope| {
            scope.spawn(|| {
                check_error(p.call("Local::next", std::slice::from_ref(&local)), expect!["argument 1 (`self`) of `Local::next(self: &Local) -> u8`: expected Local, found an object of another thread"]);
                assert_eq!(dynamic(p, "Movable::next", std::slice::from_ref(&movable)), Value::from(1));
            });
        });
        assert_eq!(dynamic(p, "Local::next", std::slice::from_ref(&local)), Value::from(1));
        assert_eq!(dynamic(p, "Movable::next", &[movable]), Value::from(2));
        // Dropped elsewhere, it waits for its own thread to call.
        thread::scope(|scope| scope.spawn(|| drop(local)).join()).expect("no panic");
        drop(dynamic(p, "Local::new", &[]));
    });
}

#[test]
fn what_becomes_of_handles_in_many_threads() {
    leaves_nothing(|p| {
        let one = dynamic(p, "Counter::new", &[Value::from(0)]);
        let added = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        // Either it is added, or the value is in use: nothing else.
                        let added = (0..200).filter(|_| match p.call("Counter::add", &[one.clone(), Value::from(1)]) {
                            Ok(_) => true,
                            Err(error) => {
                                assert!(error.to_string().ends_with("found an object that is in use"), "{error}");
                                false
                            }
                        });
                        added.count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).sum::<usize>()
        });
        assert_eq!(dynamic(p, "Counter::count", &[one]), Value::from(added as i64));
    });
}

#[test]
fn a_reading_of_the_clock_goes_out_and_comes_back() {
    leaves_nothing(|p| {
        let start = call!(p "start"(): () -> Object<dyn Send + Sync>).expect("no panic");
        let later = function(p, "later").typed::<(&Object<dyn Send + Sync>, Duration), Object>();
        let later = later.expect("these are its types").call((&start, Duration::from_secs(2))).expect("no panic");
        assert_eq!(later.path(), "std::time::Instant");
        let start: Object = start.claim().unwrap_or_else(|start| panic!("{start:?}"));
        assert_eq!(start.equals(&start.try_clone().expect("it is `Clone`")), Ok(true));
        type Pair = (Object, Option<Object>);
        assert_eq!(
            call!(p "between"((start, Some(later))): (Pair) -> Option<Duration>),
            Ok(Some(Duration::from_secs(2)))
        );
        let start = dynamic(p, "start", &[]);
        let later = dynamic(p, "later", &[start.clone(), Value::from(Duration::from_secs(1))]);
        let between = dynamic(p, "between", &[Value::Tuple(vec![start, Value::from(Some(later))])]);
        assert_eq!(between, Value::from(Some(Duration::from_secs(1))));
    });
}

#[test]
fn an_object_that_is_copied_can_be_used_again() {
    let plugin = plugin_of(
        "#[derive(Clone, Copy)] pub struct Day(u32);
         impl Day {
             pub fn new(day: u32) -> Day { Day(day) }
             pub fn next(self) -> Day { Day(self.0 + 1) }
             pub fn until(self, other: Day) -> u32 { other.0 - self.0 }
         }
         pub trait Dated { fn number(self) -> u32; }
         impl Dated for Day { fn number(self) -> u32 { self.0 } }",
    );
    let first = dynamic(&plugin, "Day::new", &[Value::from(3)]);
    let second = dynamic(&plugin, "Day::next", std::slice::from_ref(&first));
    for _ in 0..2 {
        let between = dynamic(&plugin, "Day::until", &[first.clone(), second.clone()]);
        assert_eq!(between, Value::from(1));
    }
    assert_eq!(dynamic(&plugin, "Day::number", &[second]), Value::from(4));
    let day = call!(plugin "Day::new"(7): (u32) -> Object).expect("no panic");
    let until = function(&plugin, "Day::until").typed::<(&Object, &Object), u32>().expect("the types");
    assert_eq!(until.call((&day, &day)), Ok(0));
}
