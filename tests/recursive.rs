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
    chain_from(0, length)
}

fn chain_from(first: i64, end: i64) -> Option<Node> {
    (first..end).rev().fold(None, |next, value| Some(Node { value, next: next.map(Box::new) }))
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
}

#[test]
fn what_holds_itself_in_boxes_is_lent_and_comes_back() {
    let p = plugin();
    let count_on = p.function("count_on").expect("there is one").typed::<(&mut Node,), ()>();
    let count_on = count_on.expect("the types are the same");
    let mut node = chain(256).expect("it has a first");
    let before = p.memory().live;
    assert_eq!(count_on.call((&mut node,)), Ok(()));
    assert_eq!((node.value, node.next, p.memory().live), (1, chain_from(1, 256).map(Box::new), before));
}
