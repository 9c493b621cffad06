//! Types of the host's own that hold themselves in boxes.

use std::rc::Rc;
use std::sync::Arc;

use expect_test::expect;
use plugwright::{Bridge, Plugin};

use crate::plugins::{builder, check_lanes, fixture};

fn plugin() -> Plugin {
    builder(fixture("recursive")).build().unwrap_or_else(|error| panic!("{error}"))
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Tree {
    value: i64,
    left: Option<Box<Tree>>,
    right: Option<Box<Self>>,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Node {
    value: i64,
    next: Option<Box<Node>>,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
enum Expr {
    Number(f64),
    Neg(Box<Expr>),
    Sum { left: Box<Expr>, right: Arc<Expr> },
    Call(String, Vec<Expr>),
    Env(std::collections::BTreeMap<String, Expr>),
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Folder {
    files: Vec<File>,
    #[plugwright(recursive)]
    parent: Option<Rc<File>>,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct File {
    #[plugwright(recursive)]
    inside: Option<Box<Folder>>,
}

fn leaf(value: i64) -> Option<Box<Tree>> {
    Some(Box::new(Tree { value, left: None, right: None }))
}

/// A chain of `length` nodes.
fn chain(length: i64) -> Option<Node> {
    (0..length).rev().fold(None, |next, value| Some(Node { value, next: next.map(Box::new) }))
}

#[test]
fn values_in_boxes_cross_both_ways() {
    let p = plugin();
    let tree = || Tree { value: 1, left: leaf(2), right: None };
    check_lanes!(p "mirrored"(tree()): (Tree) -> Tree = Tree { value: 1, left: None, right: leaf(2) });
    check_lanes!(p "chain"(&[1, 2, 3]): (&[i64]) -> Option<Node>
        = Some(Node { value: 1, next: Some(Box::new(Node { value: 2, next: Some(Box::new(Node { value: 3, next: None })) })) }));
    check_lanes!(p "sum"(chain(100).expect("it has a first")): (Node) -> i64 = 4950);
    let number = |number| Expr::Number(number);
    let sum = || Expr::Sum { left: Box::new(number(1.5)), right: Arc::new(Expr::Neg(Box::new(number(0.5)))) };
    check_lanes!(p "evaluate"(sum()): (Expr) -> Result<f64, String> = Ok(1.0));
    check_lanes!(p "evaluate"(Expr::Call("sum".into(), vec![sum(), sum()])): (Expr) -> Result<f64, String> = Ok(2.0));
    check_lanes!(p "negated"(sum()): (Expr) -> Expr = Expr::Neg(Box::new(sum())));
    let empty = || Folder { files: vec![], parent: None };
    let file = || File { inside: Some(Box::new(empty())) };
    let folder = || Folder { files: vec![file(), file()], parent: Some(Rc::new(file())) };
    check_lanes!(p "count"(folder()): (Folder) -> usize = 2);
    check_lanes!(p "opened"(folder()): (Folder) -> Vec<Folder> = vec![empty(), empty()]);
}

/// A host's type that holds itself at another place than the plugin's.
#[derive(Bridge, Clone, Debug, PartialEq)]
struct First {
    value: i64,
    next: Option<Box<Node>>,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Marked {
    #[plugwright(recursive)]
    value: i64,
    next: Option<Box<Marked>>,
}

macro_rules! refuse {
    ($plugin:ident $name:literal ($($param:ty),*) -> $result:ty = $expect:expr) => {
        let func = $plugin.function($name).expect("there is such a function");
        let error = func.typed::<($($param,)*), $result>().expect_err("the types differ");
        $expect.assert_eq(&error.to_string());
    };
}

#[test]
fn a_box_at_another_place_is_refused() {
    let p = plugin();
    refuse!(p "sum"(First) -> i64 = expect![[r#"
        `sum` is not of the type that the host names
          plugin: fn(Node) -> i64
            host: fn(main::recursive::First) -> i64
        they part at `node.next`
          plugin: a field that leads back to its own type, in struct Node { value: i64, next: Option<Node> }
            host: a field that does not lead back to its own type, in struct main::recursive::First { value: i64, next: Option<main::recursive::Node> }"#]]);
    refuse!(p "sum"(Marked) -> i64 = expect![[r#"
        `sum` is not of the type that the host names
          plugin: fn(Node) -> i64
            host: fn(main::recursive::Marked) -> i64
        they part at `node.value`
          plugin: a field that does not lead back to its own type, in struct Node { value: i64, next: Option<Node> }
            host: a field that leads back to its own type, in struct main::recursive::Marked { value: i64, next: Option<main::recursive::Marked> }"#]]);
    refuse!(p "count_on"(&mut Node) -> () = expect![[r#"
        `count_on` is not of the type that the host names
          plugin: fn(&mut Node)
            host: fn(&mut main::recursive::Node)
        they part at `node`
          plugin: a `&mut` of what holds itself in a box, which only `call_mut` lends, in struct Node { value: i64, next: Option<Node> }
            host: a `&mut` of the same, in struct main::recursive::Node { value: i64, next: Option<main::recursive::Node> }"#]]);
}

#[test]
fn values_100_000_deep_are_an_error_either_way() {
    let p = plugin();
    let sum = p.function("sum").expect("there is one");
    let too_deep = sum.typed::<(Node,), i64>().expect("the types are the same").call((chain(100_000).expect("some"),));
    let error = too_deep.expect_err("it is too deep").to_string();
    assert!(error.contains("argument 1 (`node`)") && error.contains(".next.next"), "{error}");
    assert!(error.contains("at most 128 values inside each other"), "{error}");
    // To drop it would call as many functions inside each other; nothing of it is given away here.
    let args = std::mem::ManuallyDrop::new((chain(100_000).expect("some"),));
    let encoded = sum.encoded::<(Node,), i64>().expect("the types are the same").call(&args);
    let error = encoded.expect_err("it is too deep").to_string();
    assert!(error.contains("at most 128 structs inside each other at .next.next"), "{error}");
    let made = p.function("chain").expect("there is one").typed::<(&[i64],), Option<Node>>();
    let numbers: Vec<i64> = (0..100_000).collect();
    let error = made.expect("the types are the same").call((&numbers,)).expect_err("it is too deep").to_string();
    assert!(error.contains("`chain`") && error.contains("at most 128 values inside each other"), "{error}");
    assert!(error.contains(".next.next"), "{error}");
}
