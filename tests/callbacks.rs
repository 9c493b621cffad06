//! Closures of the host's that go into a plugin, and what becomes of their panics.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use plugwright::{CallError, Closure, Lent, Object, Plugin, Value};

use crate::futures::run;
use crate::plugins::{builder, call, fixture, function};

fn plugin() -> Plugin {
    builder(fixture("callbacks")).build().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn closures_are_lent_with_their_code() {
    let p = plugin();
    let before = p.memory().live;
    let factor = 10;
    let times = |number: i64| number * factor;
    assert_eq!(call!(p "sum_of"(3, Lent::from(&times)): (i64, Lent<dyn Fn(i64) -> i64>) -> i64), Ok(30));
    let hidden: &dyn Fn(i64) -> i64 = &times;
    assert_eq!(call!(p "sum_of"(3, Lent::from(&hidden)): (i64, Lent<dyn Fn(i64) -> i64>) -> i64), Ok(30));
    let mut seen = Vec::new();
    let mut visit = |word: String, index: usize| seen.push((word, index));
    assert_eq!(
        call!(p "each"(&["a", "b"], Lent::from(&mut visit)): (&[&str], Lent<dyn FnMut(String, usize)>) -> ()),
        Ok(())
    );
    assert_eq!(seen, [("a".to_owned(), 0), ("b".to_owned(), 1)]);
    let Err(CallError::Panicked { panic, .. }) =
        call!(p "sum_of"(3, Lent::from(&|_: i64| panic!("not now"))): (i64, Lent<dyn Fn(i64) -> i64>) -> i64)
    else {
        panic!("a panic of a closure comes out of the call")
    };
    assert_eq!(panic.message, "not now");
    let refused = p.function("sum_of").expect("it is there").typed::<(i64, Lent<dyn FnMut(i64) -> i64>), i64>();
    assert!(refused.is_err(), "a `Fn` may be called while it runs, which a `FnMut` does not allow");
    assert_eq!(p.memory().live, before);
}

/// A twin of the plugin's own.
#[derive(Clone, Debug, PartialEq, plugwright::Bridge)]
struct Point {
    x: f64,
    y: f64,
}

#[test]
fn closures_go_in_every_way() {
    let p = plugin();
    let before = p.memory().live;
    let factor = 10;
    assert_eq!(call!(p "sum_of"(3, &|number| number * factor): (i64, &dyn Fn(i64) -> i64) -> i64), Ok(30));
    let mut seen = Vec::new();
    let mut visit = |word: String, index: usize| seen.push((word, index));
    assert_eq!(call!(p "each"(&["a", "b"], &mut visit): (&[&str], &mut dyn FnMut(String, usize)) -> ()), Ok(()));
    assert_eq!(seen, [("a".to_owned(), 0), ("b".to_owned(), 1)]);
    let long = |word: String| word.len() > 1;
    assert_eq!(
        call!(p "keep"(vec!["a".into(), "bb".into()], &long): (Vec<String>, &dyn Fn(String) -> bool) -> Vec<String>),
        Ok(vec!["bb".to_owned()])
    );
    let turned = |point: Point| Point { x: point.y, y: point.x };
    assert_eq!(
        call!(p "mapped"(&[Point { x: 1.0, y: 2.0 }], &turned): (&[Point], &dyn Fn(Point) -> Point) -> Vec<Point>),
        Ok(vec![Point { x: 2.0, y: 1.0 }])
    );
    let grow = |point: Point, all: Vec<Point>| Point { x: point.x + all.len() as f64, y: point.y };
    assert_eq!(
        call!(p "moved"(Point { x: 1.0, y: 2.0 }, &grow): (Point, &dyn Fn(Point, Vec<Point>) -> Point) -> Point),
        Ok(Point { x: 2.0, y: 2.0 })
    );
    assert_eq!(call!(p "borrowed"(1, &|value| value + 1): (u8, &dyn Fn(u8) -> u8) -> u8), Ok(2));
    let mut left = 3;
    let mut next = || {
        left -= 1;
        (left > 0).then_some(left)
    };
    assert_eq!(call!(p "count"(&mut next): (&mut dyn FnMut() -> Option<u32>) -> u32), Ok(2));
    let moved = "moved".to_owned();
    let done = Box::new(move |text: String| if text == "done" { Ok(moved.len() as u8) } else { Err(text) });
    assert_eq!(
        call!(p "finish"(done): (Box<dyn FnOnce(String) -> Result<u8, String> + Send>) -> Result<u8, String>),
        Ok(Ok(5))
    );
    assert_eq!(
        call!(p "boxed"(Box::new(|| "once".to_owned())): (Box<dyn FnOnce() -> String + Send>) -> String).as_deref(),
        Ok("once")
    );
    assert_eq!(p.memory().live, before);
}

#[test]
fn closures_go_in_inside_other_types() {
    let p = plugin();
    let before = p.memory().live;
    let seen = AtomicUsize::new(0);
    let see = |number: u8| seen.store(number.into(), Relaxed);
    assert_eq!(call!(p "maybe"(Some(&see)): (Option<&dyn Fn(u8)>) -> bool), Ok(true));
    assert_eq!(call!(p "maybe"(None): (Option<&dyn Fn(u8)>) -> bool), Ok(false));
    assert_eq!(seen.load(Relaxed), 1);
    type Wanted = Box<dyn Fn(String) -> bool + Send + Sync>;
    let wanted: Vec<Wanted> = vec![Box::new(|word| word.len() > 1), Box::new(|word| word.starts_with('a'))];
    let words = vec!["a".to_owned(), "ab".to_owned(), "cd".to_owned()];
    assert_eq!(call!(p "count_all"(words, wanted): (Vec<String>, Vec<Wanted>) -> usize), Ok(1));
    let mut sum = 1;
    let mut add = |number| {
        sum += number;
        sum
    };
    type Change<'a> = (u8, Option<&'a mut dyn FnMut(u8) -> u8>);
    assert_eq!(call!(p "changed"((2, Some(&mut add))): (Change<'_>) -> u8), Ok(3));
    assert_eq!(call!(p "changed"((2, None)): (Change<'_>) -> u8), Ok(2));
    type Shared = Box<dyn Fn(i64) -> i64 + Send + Sync>;
    let times = |factor| -> Shared { Box::new(move |number| number * factor) };
    assert_eq!(call!(p "shared"(times(2), times(3)): (Shared, Shared) -> i64), Ok(5));
    let named = HashMap::from([("twice".to_owned(), times(2)), ("thrice".to_owned(), times(3))]);
    let run = call!(p "run_all"(named, 10): (HashMap<String, Shared>, i64) -> BTreeMap<String, i64>);
    assert_eq!(run, Ok(BTreeMap::from([("thrice".to_owned(), 30), ("twice".to_owned(), 20)])));
    type Choice<'a> = Result<&'a dyn Fn(u8) -> u8, String>;
    let one: Choice<'_> = Ok(&|number| number + 1);
    let choices: BTreeMap<u8, Choice<'_>> = BTreeMap::from([(1, one), (2, Err("no".to_owned()))]);
    let chosen = call!(p "chosen"(choices): (BTreeMap<u8, Choice<'_>>) -> Vec<Result<u8, String>>);
    assert_eq!(chosen, Ok(vec![Ok(2), Err("no".to_owned())]));
    assert_eq!(p.memory().live, before);
}

#[test]
fn closures_inside_other_types_are_values() {
    let p = plugin();
    let alive = Arc::new(());
    let some = closure(&alive, |_| Ok(Value::Unit));
    assert_eq!(p.call("maybe", &[Value::from(Some(some))]), Ok(Value::from(true)));
    let double = closure(&alive, |value| Ok(value.clone()));
    let change = Value::Tuple(vec![Value::from(2), Value::from(Some(double))]);
    assert_eq!(p.call("changed", &[change]), Ok(Value::from(2)));
    let long = closure(&alive, |word| Ok(Value::from(*word == Value::from("bb"))));
    assert_eq!(p.call("count_all", &[Value::from(vec!["a", "bb"]), Value::List(vec![long])]), Ok(Value::from(1)));
    let named = vec![(Value::from("same"), closure(&alive, |value| Ok(value.clone())))];
    let run = p.call("run_all", &[Value::Map(named), Value::from(3)]);
    assert_eq!(run, Ok(Value::Map(vec![(Value::from("same"), Value::from(3))])));
    assert_eq!(Arc::strong_count(&alive), 1, "each was dropped with its call");
}

#[test]
fn closures_go_in_inside_arrays() {
    type Change = Box<dyn Fn(i64) -> i64 + Send + Sync>;
    let p = plugin();
    let both: [Change; 2] = [Box::new(|value| value + 1), Box::new(|value| value * 10)];
    assert_eq!(call!(p "chained"(both, 1): ([Change; 2], i64) -> i64), Ok(20));
    let alive = Arc::new(());
    let double = || closure(&alive, |value| Ok(Value::Int(if let Value::Int(value) = value { value * 2 } else { 0 })));
    let failed = p.call("chained", &[Value::List(vec![double()]), Value::from(1)]);
    assert!(failed.is_err(), "it is one too few");
    let other = Value::from(Closure::new(|args| Ok(args[0].clone())));
    assert_eq!(p.call("chained", &[Value::List(vec![double(), other]), Value::from(4)]), Ok(Value::from(8)));
    assert_eq!(Arc::strong_count(&alive), 1, "each was dropped with its call");
}

#[test]
fn closures_come_out_and_are_called() {
    let p = plugin();
    let before = p.memory().live;
    let adder = call!(p "adder"(40): (i64) -> Object).expect("no panic");
    assert_eq!(adder.path(), "dyn Fn(i64) -> i64");
    assert_eq!(call!(p "adder::call"(&adder, 2): (&Object, i64) -> i64), Ok(42));
    let error = call!(p "adder::call"(&adder, i64::MAX): (&Object, i64) -> i64).expect_err("it panics").to_string();
    assert!(error.ends_with("it is too much"), "{error}");
    let mut counter = call!(p "counter"(): () -> Object<dyn Send>).expect("no panic");
    let count = function(&p, "counter::call").typed::<(&mut Object<dyn Send>,), u32>().expect("the types are right");
    assert_eq!([count.call((&mut counter,)), count.call((&mut counter,))], [Ok(1), Ok(2)]);
    let joiner = call!(p "joiner"("a".to_owned()): (String) -> Result<Object, String>).expect("no panic");
    let joined = call!(p "joiner::call"(joiner.expect("a text"), "b"): (Object, &str) -> String);
    assert_eq!(joined.as_deref(), Ok("ab"));
    let shift =
        call!(p "Point::shift"(Point { x: 1.0, y: 2.0 }): (Point) -> Object<dyn Send + Sync>).expect("no panic");
    let shift_call = function(&p, "Point::shift::call");
    let shift_call = shift_call.typed::<(&Object<dyn Send + Sync>, Point), Point>().expect("the types are right");
    let moved = std::thread::scope(|scope| {
        let elsewhere = scope.spawn(|| shift_call.call((&shift, Point { x: 1.0, y: 1.0 })));
        elsewhere.join().expect("no panic in the host")
    });
    assert_eq!(moved, Ok(Point { x: 2.0, y: 3.0 }));
    drop((adder, counter, shift));
    assert_eq!(p.memory().live, before);
    // By name, and given back as an argument by a closure of the host's.
    let adder = p.call("adder", &[Value::from(1)]).expect("no panic");
    assert_eq!(p.call("adder::call", &[adder, Value::from(2)]), Ok(Value::from(3)));
}

#[test]
fn closures_come_out_where_there_are_some() {
    let p = plugin();
    let before = p.memory().live;
    let adder =
        call!(p "checked"(40): (i64) -> Result<Object<dyn Send>, String>).expect("no panic").expect("it is one");
    let add = function(&p, "checked::call").typed::<(&Object<dyn Send>, i64), i64>().expect("the types are right");
    assert_eq!(add.call((&adder, 2)), Ok(42));
    let refused = call!(p "checked"(-1): (i64) -> Result<Object, String>).expect("no panic");
    assert_eq!(refused.map(drop), Err("refused: -1".to_owned()));
    let mut sums = call!(p "perhaps"(2): (i64) -> Option<Object>).expect("no panic").expect("there is one");
    let mut sum = || call!(p "perhaps::call"(&mut sums): (&mut Object) -> i64);
    assert_eq!([sum(), sum()], [Ok(2), Ok(4)]);
    assert!(call!(p "perhaps"(0): (i64) -> Option<Object>).expect("no panic").is_none());
    let doubler = call!(p "doubler"(): () -> Object<dyn Send + Sync>).expect("a function may go anywhere");
    let double = function(&p, "doubler::call").typed::<(&Object<dyn Send + Sync>, i64), i64>();
    assert_eq!(double.expect("the types are right").call((&doubler, 4)), Ok(8));
    let later = function(&p, "later").typed_async::<(i64,), Option<Object>>().expect("the types are right");
    let times = run(later.call((3,))).expect("no panic").expect("there is one");
    assert_eq!(call!(p "later::call"(&times, 5): (&Object, i64) -> i64), Ok(15));
    drop((adder, sums, doubler, times));
    assert_eq!(p.memory().live, before);
    let Ok(Value::Result(Ok(adder))) = p.call("checked", &[Value::from(1)]) else { panic!("it is one") };
    assert_eq!(p.call("checked::call", &[*adder, Value::from(2)]), Ok(Value::from(3)));
}

type OnStart = Box<dyn Fn(String) -> bool + Send + Sync>;
type OnStep = Box<dyn Fn(u32) + Send + Sync>;

#[test]
fn a_struct_is_made_of_closures() {
    let p = plugin();
    let before = p.memory().live;
    let steps = Arc::new(AtomicUsize::new(0));
    let hooks = |limit| {
        let (steps, start): (_, OnStart) = (steps.clone(), Box::new(|name| name == "all"));
        let step: OnStep = Box::new(move |step| _ = steps.fetch_add(step as usize, Relaxed));
        call!(p "Hooks::of"(start, Some(step), limit): (OnStart, Option<OnStep>, u32) -> Object).expect("no panic")
    };
    let four = hooks(4);
    assert_eq!(call!(p "run"(&four, "all"): (&Object, &str) -> Option<u32>), Ok(Some(4)));
    assert_eq!(call!(p "run"(&four, "some"): (&Object, &str) -> Option<u32>), Ok(None));
    assert_eq!(steps.load(Relaxed), 6);
    assert_eq!(call!(p "limits"(vec![four, hooks(5)]): (Vec<Object>) -> u32), Ok(9));
    let plan = call!(p "Plan::of"(hooks(2), "all".to_owned()): (Object, String) -> Object).expect("no panic");
    assert_eq!(call!(p "follow"(plan): (Object) -> Option<u32>), Ok(Some(2)));
    let own = call!(p "Constant::of"(7): (u8) -> Object).expect("no panic");
    assert_eq!(call!(p "value"(&own): (&Object) -> u8), Ok(7), "what the author wrote stands");
    drop(own);
    assert_eq!((Arc::strong_count(&steps), p.memory().live), (1, before));
}

#[test]
fn a_variant_is_made_of_closures() {
    type Run = Box<dyn FnOnce(i64) -> i64 + Send>;
    type Each = Box<dyn Fn(i64) -> i64 + Send + Sync>;
    let p = plugin();
    let before = p.memory().live;
    let run = call!(p "Job::Run"(Box::new(|value| value + 1)): (Run) -> Object).expect("no panic");
    let repeat = call!(p "Job::Repeat"(Box::new(|value| value * 2), 3): (Each, u32) -> Object).expect("no panic");
    let wait = call!(p "Job::Wait"(): () -> Object).expect("no panic");
    assert_eq!(call!(p "work"(vec![run, wait, repeat], 1): (Vec<Object>, i64) -> i64), Ok(16));
    assert_eq!(p.memory().live, before);
}

#[test]
fn a_struct_is_made_of_closures_that_are_values() {
    let p = plugin();
    let alive = Arc::new(());
    let start = || closure(&alive, |name| Ok(Value::from(*name == Value::from("all"))));
    let made = p.call("Hooks::of", &[start(), Value::from(None::<Closure>), Value::from(3)]).expect("no panic");
    assert_eq!(p.call("run", &[made.clone(), Value::from("all")]), Ok(Value::from(Some(3))));
    assert_eq!(p.call("run", &[made.clone(), Value::from("some")]), Ok(Value::from(None::<u32>)));
    let all = Value::List(vec![made]);
    assert_eq!(p.call("limits", &[all]), Ok(Value::from(3)));
    assert_eq!(Arc::strong_count(&alive), 1, "it was given away");
    assert!(p.call("Hooks::of", &[start(), Value::from(None::<Closure>), Value::from("many")]).is_err());
    assert_eq!(Arc::strong_count(&alive), 1, "so is what an argument behind it keeps from being made");
}

#[test]
fn a_plugin_may_keep_a_closure() {
    let p = plugin();
    let heard = Arc::new(AtomicUsize::new(0));
    let mut bus = call!(p "Bus::new"(): () -> Object).expect("no panic");
    type Listener = Box<dyn Fn(String) -> bool + Send + Sync>;
    let listener = || -> Listener {
        let heard = heard.clone();
        Box::new(move |text| {
            heard.fetch_add(text.len(), Relaxed);
            text == "all"
        })
    };
    call!(p "Bus::listen"(&mut bus, listener()): (&mut Object, Listener) -> ()).expect("no panic");
    call!(p "Bus::listen_to"(&mut bus, listener()): (&mut Object, Listener) -> ()).expect("no panic");
    assert_eq!(call!(p "Bus::say"(&bus, "all"): (&Object, &str) -> usize), Ok(2));
    assert_eq!(call!(p "Bus::say"(&bus, "some"): (&Object, &str) -> usize), Ok(0));
    assert_eq!(heard.load(Relaxed), 14);
    // A dynamic call of what holds closures calls them as well.
    let bus = Value::from(bus);
    assert_eq!(p.call("Bus::say", &[bus.clone(), Value::from("all")]), Ok(Value::from(2)));
    assert_eq!(Arc::strong_count(&heard), 3);
    drop(bus);
    assert_eq!(Arc::strong_count(&heard), 1, "the closures were dropped with what held them");
}

#[test]
fn a_panic_of_a_closure_comes_out_of_the_call() {
    let p = plugin();
    let before = p.memory().live;
    let panics = |number: i64| if number == 2 { panic!("not {number}") } else { number };
    let error = call!(p "sum_of"(3, &panics): (i64, &dyn Fn(i64) -> i64) -> i64).expect_err("it panics");
    assert_eq!(error.to_string(), "`sum_of` panicked at a callback of the host: not 2");
    assert!(matches!(error, CallError::Panicked { .. }));
    // The plugin may catch it, as any panic.
    assert_eq!(call!(p "brave"(&|| panic!("away")): (&dyn Fn()) -> bool), Ok(true));
    assert_eq!(p.memory().live, before);
    let mut bus = call!(p "Bus::new"(): () -> Object).expect("no panic");
    type Listener = Box<dyn Fn(String) -> bool + Send + Sync>;
    let listener: Listener = Box::new(|_| panic!("deaf"));
    call!(p "Bus::listen"(&mut bus, listener): (&mut Object, Listener) -> ()).expect("no panic");
    let error = p.call("Bus::say", &[bus.into(), Value::from("all")]).expect_err("it panics");
    assert_eq!(error.to_string(), "`Bus::say` panicked at a callback of the host: deaf");
}

#[test]
fn a_closure_of_another_type_is_refused_before_the_call() {
    let sum_of = function(&plugin(), "sum_of");
    let error = sum_of.typed::<(i64, &dyn Fn(i32) -> i64), i64>().expect_err("the types differ").to_string();
    assert!(error.contains("&dyn Fn(i64) -> i64") && error.contains("&dyn Fn(i32) -> i64"), "{error}");
    let error = sum_of.call(&[Value::from(1), Value::from(1)]).expect_err("no closure").to_string();
    assert!(error.ends_with("expected a closure, found an integer"), "{error}");
}

/// A closure of the host's that returns what `change` makes of its first argument, and is counted by `alive`.
fn closure(alive: &Arc<()>, change: fn(&Value) -> Result<Value, String>) -> Value {
    let alive = alive.clone();
    Closure::new(move |args| {
        assert_eq!(Arc::strong_count(&alive), 2, "one closure at a time");
        change(&args[0])
    })
    .into()
}

#[test]
fn closures_are_values() {
    let p = plugin();
    let alive = Arc::new(());
    let double = |value: &Value| match value {
        Value::Int(int) => Ok(Value::Int(int * 2)),
        other => Err(format!("no number but {}", other.kind())),
    };
    let run = || {
        assert_eq!(p.call("sum_of", &[Value::from(3), closure(&alive, double)]), Ok(Value::from(6)));
        let long = closure(&alive, |word| Ok(Value::from(matches!(word, Value::Text(word) if word.len() > 1))));
        assert_eq!(p.call("keep", &[Value::from(vec!["a", "bb"]), long]), Ok(Value::from(vec!["bb"])));
        let same = closure(&alive, |point| Ok(point.clone()));
        let point = Value::Record(vec![("x".into(), Value::from(1.0)), ("y".into(), Value::from(2.0))]);
        let points = Value::List(vec![point]);
        assert_eq!(p.call("mapped", &[points.clone(), same]), Ok(points));
        let done = closure(&alive, |text| Ok(Value::Result(Err(Box::new(text.clone())))));
        assert_eq!(p.call("finish", &[done]), Ok(Value::from(Err::<u8, _>("done".to_owned()))));
        assert_eq!(Arc::strong_count(&alive), 1, "each was dropped with its call");
        p.memory().live
    };
    assert_eq!(run(), run());
}

#[test]
fn a_plugin_may_keep_a_closure_that_is_a_value() {
    let p = plugin();
    let alive = Arc::new(());
    let bus = p.call("Bus::new", &[]).expect("no panic");
    let listener = closure(&alive, |text| Ok(Value::from(*text == Value::from("all"))));
    p.call("Bus::listen", &[bus.clone(), listener]).expect("no panic");
    assert_eq!(Arc::strong_count(&alive), 2);
    assert_eq!(p.call("Bus::say", &[bus.clone(), Value::from("all")]), Ok(Value::from(1)));
    assert_eq!(p.call("Bus::say", &[bus.clone(), Value::from("some")]), Ok(Value::from(0)));
    drop(bus);
    assert_eq!(Arc::strong_count(&alive), 1);
}

#[test]
fn what_is_wrong_with_a_closure_that_is_a_value_comes_out() {
    let p = plugin();
    let alive = Arc::new(());
    let fails =
        |change| p.call("sum_of", &[Value::from(1), closure(&alive, change)]).expect_err("it fails").to_string();
    let prefix = "`sum_of` panicked at a callback of the host: ";
    assert_eq!(fails(|_| Err("no".to_owned())), format!("{prefix}no"));
    assert_eq!(fails(|_| panic!("away")), format!("{prefix}away"));
    assert_eq!(fails(|_| Ok(Value::from("text"))), format!("{prefix}expected i64, found text"));
    assert_eq!(Arc::strong_count(&alive), 1);
    // A call that does not come about drops what it was given.
    let double = || closure(&alive, |value| Ok(value.clone()));
    assert!(p.call("sum_of", &[Value::from("x"), double()]).is_err());
    assert!(p.call("finish", &[double(), Value::Unit]).is_err());
    assert!(p.call("borrowed", &[Value::from(300), double()]).is_err());
    assert_eq!(Arc::strong_count(&alive), 1);
}
