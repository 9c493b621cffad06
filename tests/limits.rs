//! What is more than can cross ends in an error or a panic that names its type, and not in the end of the host.

use std::panic::{AssertUnwindSafe, catch_unwind};

use plugwright::{Bridge, Plugin, Value};

use crate::plugins::{function, plugin_of};

const DEPTH: usize = 100_000;

#[derive(Bridge)]
struct Tree {
    children: Vec<Tree>,
}

/// One holds the other.
#[derive(Bridge)]
struct Folder {
    entries: Vec<Entry>,
}

#[derive(Bridge)]
enum Entry {
    Folder(Folder),
}

fn plugin() -> Plugin {
    plugin_of(
        "pub struct Tree { pub children: Vec<Tree> }
         pub fn deep(depth: usize) -> Tree {
             (0..depth).fold(Tree { children: Vec::new() }, |inner, _| Tree { children: vec![inner] })
         }
         pub fn depth(mut tree: Tree) -> usize {
             let mut depth = 0;
             while let Some(inner) = tree.children.pop() { (tree, depth) = (inner, depth + 1); }
             depth
         }
         pub struct Folder { pub entries: Vec<Entry> }
         pub enum Entry { Folder(Folder) }
         pub fn folders(mut folder: Folder) -> usize {
             let mut depth = 0;
             while let Some(Entry::Folder(inner)) = folder.entries.pop() { (folder, depth) = (inner, depth + 1); }
             depth
         }
         pub struct Node { pub next: Option<Box<Node>> }
         pub fn chain(depth: usize) -> Node {
             (0..depth).fold(Node { next: None }, |inner, _| Node { next: Some(Box::new(inner)) })
         }
         pub fn many(count: usize) -> Vec<()> { vec![(); count] }",
    )
}

/// What an error or a panic says.
fn said<T>(call: impl FnOnce() -> Result<T, plugwright::CallError>) -> String {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(_)) => "nothing".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(payload) => *payload.downcast::<String>().expect("a panic with a message"),
    }
}

#[track_caller]
fn check(said: &str, expected: &str) {
    assert!(said.contains(expected), "{said}");
    assert!(said.len() < 400, "{said}");
}

#[test]
fn a_value_of_too_many_levels_is_refused_wherever_it_goes() {
    const TOO_DEEP: &str = "a Tree with too many inside each other to cross";
    let plugin = plugin();
    let [deep, depth] = ["deep", "depth"].map(|name| function(&plugin, name));
    let of = |depth| (0..depth).fold(Tree { children: Vec::new() }, |inner, _| Tree { children: vec![inner] });
    let typed = deep.typed::<(usize,), Tree>().expect("it is of that type");
    check(&said(|| typed.call((DEPTH,))), TOO_DEEP);
    check(&said(|| deep.encoded::<(usize,), Tree>().expect("it is of that type").call(&(DEPTH,))), TOO_DEEP);
    check(&said(|| deep.call(&[DEPTH.into()])), TOO_DEEP);
    check(&said(|| plugin.call("chain", &[1_000_usize.into()])), "expected Node at a depth of at most 128");
    check(&said(|| deep.call(&[100_usize.into()])), "expected Tree at a depth of at most 128 in its answer at [0][0]");
    let counted = depth.typed::<(Tree,), usize>().expect("it is of that type");
    check(&said(|| counted.call((of(DEPTH),))), TOO_DEEP);
    let tree = std::mem::ManuallyDrop::new((of(DEPTH),));
    check(&said(|| depth.encoded::<(Tree,), usize>().expect("it is of that type").call(&tree)), TOO_DEEP);
    // What stays below goes on as ever, also after the others.
    assert_eq!(counted.call((typed.call((200,)).expect("it is not too deep"),)).expect("nor is that"), 200);
}

#[test]
fn two_types_that_hold_each_other_are_refused_as_well() {
    let plugin = plugin();
    let of = |depth| {
        let folder = Folder { entries: Vec::new() };
        (0..depth).fold(folder, |inner, _| Folder { entries: vec![Entry::Folder(inner)] })
    };
    let folders = function(&plugin, "folders").typed::<(Folder,), usize>().expect("it is of that type");
    check(&said(|| folders.call((of(DEPTH),))), "a Folder with too many inside each other to cross");
    assert_eq!(folders.call((of(200),)).expect("it is not too deep"), 200);
}

#[test]
fn a_list_of_too_much_without_a_size_is_refused() {
    let plugin = plugin();
    let many = function(&plugin, "many");
    let typed = many.typed::<(usize,), Vec<()>>().expect("it is of that type");
    for count in [1 << 40, usize::MAX] {
        let expected = format!("a list of {count} () is too long to cross");
        check(&said(|| typed.call((count,))), &expected);
        check(&said(|| many.call(&[Value::from(count)])), &expected);
        check(&said(|| many.encoded::<(usize,), Vec<()>>().expect("it is of that type").call(&(count,))), &expected);
    }
    assert_eq!(typed.call((1_000,)).expect("that is not too long").len(), 1_000);
}
