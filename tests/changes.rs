//! Data that a call borrows mutably, typed and dynamic.

use std::collections::BTreeMap;

use plugwright::{CallError, Plugin, Value};

use crate::plugins::{builder, call, fixture, function};

fn plugin() -> Plugin {
    builder(fixture("changes")).build().unwrap_or_else(|error| panic!("{error}"))
}

/// A twin of the plugin's own.
#[derive(Clone, Debug, Default, PartialEq, plugwright::Bridge)]
struct Point {
    x: f64,
    y: f64,
}

#[test]
fn a_typed_call_changes_what_it_borrows() {
    let p = plugin();
    let before = p.memory().live;
    let mut number = 1;
    assert_eq!(call!(p "increment"(&mut number): (&mut i64) -> i64), Ok(20));
    assert_eq!(number, 2);
    let mut numbers = [3, 1, 2];
    assert_eq!(call!(p "sort"(&mut numbers): (&mut [i32]) -> ()), Ok(()));
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(call!(p "sort"(&mut []): (&mut [i32]) -> ()), Ok(()));
    let mut flags = [true, false];
    assert_eq!(call!(p "invert"(&mut flags): (&mut [bool]) -> ()), Ok(()));
    assert_eq!(flags, [false, true]);
    let mut words = ["a".to_owned(), "b".repeat(100)];
    assert_eq!(call!(p "shout"(&mut words): (&mut [String]) -> usize), Ok(2));
    assert_eq!(words, ["A".to_owned(), "B".repeat(100)]);
    let mut text = "so".to_owned();
    assert_eq!(call!(p "append"(&mut text, " far"): (&mut String, &str) -> ()), Ok(()));
    assert_eq!(text, "so far");
    let mut list = vec![1, 2, 3];
    assert_eq!(call!(p "drain"(&mut list, 2): (&mut Vec<u8>, usize) -> Vec<u8>), Ok(vec![1, 2]));
    assert_eq!(list, [3]);
    let mut counts = BTreeMap::from([("a".to_owned(), 1)]);
    assert_eq!(call!(p "count"(&mut counts, "a"): (&mut BTreeMap<String, u32>, &str) -> ()), Ok(()));
    assert_eq!(counts["a"], 2);
    let mut value = Some("x".to_owned());
    assert_eq!(call!(p "take"(&mut value): (&mut Option<String>) -> Option<String>), Ok(Some("x".to_owned())));
    assert_eq!(value, None);
    let (mut one, mut other) = ((1, "a".to_owned()), (2, "b".to_owned()));
    assert_eq!(call!(p "swap"(&mut one, &mut other): (&mut (i64, String), &mut (i64, String)) -> ()), Ok(()));
    assert_eq!((one.0, other.1.as_str()), (2, "a"));
    let mut point = Point { x: 1.0, y: 2.0 };
    assert_eq!(call!(p "Point::scale"(&mut point, 2.0): (&mut Point, f64) -> ()), Ok(()));
    assert_eq!(point, Point { x: 2.0, y: 4.0 });
    let mut points = vec![point];
    assert_eq!(call!(p "clear"(&mut points): (&mut [Point]) -> ()), Ok(()));
    assert_eq!(points, [Point::default()]);
    let (mut list, mut fallback) = (vec![], "none".to_owned());
    assert_eq!(
        call!(p "last"(&mut list, &mut fallback): (&mut Vec<String>, &mut String) -> String).as_deref(),
        Ok("none!")
    );
    assert_eq!(fallback, "none!");
    assert_eq!(p.memory().live, before);
}

#[test]
fn a_panic_gives_back_what_was_borrowed() {
    let p = plugin();
    let mut text = "so far".to_owned();
    let failed = call!(p "fail"(&mut text): (&mut String) -> ());
    assert!(matches!(failed, Err(CallError::Panicked { .. })), "{failed:?}");
    assert_eq!(text, "so far until here");
    let mut text = "x".to_owned();
    assert_eq!(call!(p "number"(&mut text): (&mut String) -> Result<i64, String>), Ok(Err("x is no number".into())));
    assert_eq!(text, "");
}

#[track_caller]
fn check<const N: usize>(name: &str, args: [Value; N], result: impl Into<Value>, changed: [Value; N]) {
    let mut args = args;
    assert_eq!(function(&plugin(), name).call_mut(&mut args), Ok(result.into()));
    assert_eq!(args, changed);
}

#[test]
fn a_dynamic_call_changes_what_it_borrows() {
    let text = |text: &str| Value::from(text);
    check("increment", [Value::from(1)], 20, [Value::from(2)]);
    check("sort", [Value::from(vec![3, 1, 2])], (), [Value::from(vec![1, 2, 3])]);
    check("append", [text("so"), text(" far")], (), [text("so far"), text(" far")]);
    check(
        "drain",
        [Value::from(vec![1_u8, 2, 3]), Value::from(2)],
        vec![1_u8, 2],
        [Value::from(vec![3_u8]), Value::from(2)],
    );
    check("last", [Value::List(vec![]), text("none")], "none!", [Value::List(vec![]), text("none!")]);
    check("number", [text("7")], Ok::<_, String>(7), [text("")]);
    let mut args = [text("so far")];
    function(&plugin(), "fail").call_mut(&mut args).expect_err("it panics");
    assert_eq!(args, [text("so far")], "there is no result, and no change");
    // Who does not ask what became of an argument hears of the result alone.
    assert_eq!(plugin().call("increment", &[Value::from(1)]), Ok(Value::from(20)));
}

/// A twin of the plugin's own.
#[derive(Clone, Debug, PartialEq, plugwright::Bridge)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

#[test]
fn types_that_hold_themselves_cross_up_to_a_depth() {
    let p = builder(fixture("recursive")).build().unwrap_or_else(|error| panic!("{error}"));
    let leaf = |name: &str| Tree { name: name.to_owned(), children: vec![] };
    let mut tree = Tree { name: "root".to_owned(), children: vec![leaf("a"), leaf("b")] };
    assert_eq!(call!(p "Tree::depth"(tree.clone()): (Tree) -> usize), Ok(2));
    assert_eq!(call!(p "Tree::reverse"(&mut tree): (&mut Tree) -> ()), Ok(()));
    assert_eq!(tree.children, [leaf("b"), leaf("a")]);
    let mut node = Value::Option(None);
    for value in 0..1_000 {
        let fields = vec![("value".to_owned(), Value::from(value)), ("next".to_owned(), node)];
        node = Value::Option(Some(Box::new(Value::Record(fields))));
    }
    let Value::Option(Some(node)) = node else { panic!("it is some") };
    let error = p.call("sum", &[*node]).expect_err("it is too deep").to_string();
    assert!(error.contains("expected Node at most 256 levels deep at .next.next"), "{error}");
    let deep =
        p.call("chain", &[Value::from((0..1_000).collect::<Vec<i64>>())]).expect_err("it is too deep").to_string();
    assert!(deep.contains("expected Node at most 256 levels deep"), "{deep}");
}
