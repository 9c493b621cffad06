//! What is more than can cross ends in an error that names its type, not in the end of the host, and is dropped on the side
//! that it is on.

use std::rc::Rc;

use plugwright::{Bridge, CallError, Plugin, Value};

use crate::plugins::{function, plugin_of};

const DEPTH: usize = 100_000;

/// What may be inside each other.
const LEVELS: usize = 256;

#[derive(Bridge)]
struct Tree {
    children: Vec<Tree>,
}

#[derive(Bridge, Clone, Debug, PartialEq)]
struct Node {
    next: Option<Box<Node>>,
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

/// The same by another name, which a derive sees nothing through.
#[derive(Bridge)]
struct Drawer {
    entries: Files,
}

type Files = Vec<File>;

#[derive(Bridge)]
enum File {
    Folder(Drawer),
}

/// As the plugin's, in what the host likes better.
#[derive(Bridge, Clone)]
struct Shared {
    next: Option<Rc<Shared>>,
}

fn plugin() -> Plugin {
    plugin_of(
        "pub struct Tree { pub children: Vec<Tree> }
         pub fn deep(depth: usize) -> Tree {
             (1..depth).fold(Tree { children: Vec::new() }, |inner, _| Tree { children: vec![inner] })
         }
         pub fn depth(mut tree: Tree) -> usize {
             let mut depth = 1;
             while let Some(inner) = tree.children.pop() { (tree, depth) = (inner, depth + 1); }
             depth
         }
         pub fn deepen(tree: &mut Tree, depth: usize) {
             for _ in 0..depth { *tree = Tree { children: vec![std::mem::replace(tree, Tree { children: Vec::new() })] }; }
         }
         pub struct Folder { pub entries: Vec<Entry> }
         pub enum Entry { Folder(Folder) }
         pub fn folders(mut folder: Folder) -> usize {
             let mut depth = 1;
             while let Some(Entry::Folder(inner)) = folder.entries.pop() { (folder, depth) = (inner, depth + 1); }
             depth
         }
         pub struct Node { pub next: Option<Box<Node>> }
         pub fn chain(depth: usize) -> Node {
             (1..depth).fold(Node { next: None }, |inner, _| Node { next: Some(Box::new(inner)) })
         }
         pub fn chains(depth: usize) -> impl Iterator<Item = Node> + 'static { [1, depth].into_iter().map(chain) }
         pub async fn soon(depth: usize) -> Result<Vec<Node>, String> { Ok(vec![chain(1), chain(depth)]) }
         pub fn length(node: Node) -> usize {
             std::iter::successors(Some(&node), |node| node.next.as_deref()).count()
         }
         pub fn lengthen(node: &mut Node, depth: usize) -> String {
             for _ in 0..depth { *node = Node { next: Some(Box::new(std::mem::replace(node, Node { next: None }))) }; }
             depth.to_string()
         }
         pub fn lengthen_all(nodes: &mut [Node], depth: usize) { nodes.iter_mut().for_each(|node| { lengthen(node, depth); }); }
         pub fn lengthen_and_panic(node: &mut Node, depth: usize) { lengthen(node, depth); panic!(\"done\") }
         pub fn ask(depth: usize, measure: &dyn Fn(Node) -> usize) -> usize { measure(chain(depth)) }
         pub fn asked(make: &dyn Fn(usize) -> Node, depth: usize) -> usize { length(make(depth)) }
         pub fn many(count: usize) -> Vec<()> { vec![(); count] }
         pub fn count(units: Vec<()>) -> usize { units.len() }",
    )
}

fn chain(depth: usize) -> Node {
    (1..depth).fold(Node { next: None }, |inner, _| Node { next: Some(Box::new(inner)) })
}

fn tree(depth: usize) -> Tree {
    (1..depth).fold(Tree { children: Vec::new() }, |inner, _| Tree { children: vec![inner] })
}

/// A chain as a host makes it that knows no types.
fn chain_value(depth: usize) -> Value {
    let node = |next| Value::Record(vec![("next".to_owned(), Value::Option(next))]);
    (1..depth).fold(node(None), |inner, _| node(Some(Box::new(inner))))
}

/// Drops a chain, which does not take its own drop.
fn dropped(node: Node) {
    let mut next = node.next;
    while let Some(mut node) = next {
        next = node.next.take();
    }
}

#[track_caller]
fn check<T>(result: Result<T, CallError>, expected: &str) {
    let said = result.map(drop).expect_err("it is too much").to_string();
    assert!(said.contains(expected), "{said}");
    assert!(said.len() < 400, "{said}");
}

const DEEP_TREE: &str =
    "`deep` gives back is more than can cross: expected Tree at most 256 levels deep at .children[0].";
const DEEP_NODE: &str = "gives back is more than can cross: expected Node at most 256 levels deep at ";

#[test]
fn a_result_of_too_many_levels_is_refused_and_dropped_in_the_plugin() {
    let plugin = plugin();
    let [deep, chain] = ["deep", "chain"].map(|name| function(&plugin, name));
    let trees = deep.typed::<(usize,), Tree>().expect("it is of that type");
    let nodes = chain.typed::<(usize,), Node>().expect("it is of that type");
    let before = plugin.memory().live;
    check(trees.call((DEPTH,)), DEEP_TREE);
    check(deep.encoded::<(usize,), Tree>().expect("it is of that type").call(&(DEPTH,)), DEEP_TREE);
    check(deep.call(&[DEPTH.into()]), DEEP_TREE);
    for too_deep in [LEVELS + 1, DEPTH] {
        check(nodes.call((too_deep,)), DEEP_NODE);
        check(chain.encoded::<(usize,), Node>().expect("it is of that type").call(&(too_deep,)), DEEP_NODE);
        check(chain.call(&[too_deep.into()]), DEEP_NODE);
    }
    assert_eq!(plugin.memory().live, before, "nothing of it is left");
    // What stays below goes on as ever, also after the others, in all lanes alike.
    assert_eq!(nodes.call((LEVELS,)), Ok(self::chain(LEVELS)));
    assert_eq!(
        chain.encoded::<(usize,), Node>().expect("it is of that type").call(&(LEVELS,)),
        Ok(self::chain(LEVELS))
    );
    assert_eq!(chain.call(&[LEVELS.into()]), Ok(chain_value(LEVELS)));
    assert!(trees.call((LEVELS,)).is_ok());
}

#[test]
fn an_argument_of_too_many_levels_is_refused_and_dropped_in_the_host() {
    let plugin = plugin();
    let [depth, length, folders] = ["depth", "length", "folders"].map(|name| function(&plugin, name));
    let nodes = length.typed::<(Node,), usize>().expect("it is of that type");
    let encoded = length.encoded::<(Node,), usize>().expect("it is of that type");
    let before = plugin.memory().live;
    let argument = |function: &str, name: &str| {
        format!("of `{function}: {name}) -> usize`: expected {name} at most 256 levels deep")
    };
    for too_deep in [LEVELS + 1, DEPTH] {
        check(nodes.call((chain(too_deep),)), &argument("length(node", "Node"));
        let args = (chain(too_deep),);
        check(encoded.call(&args), &argument("length(node", "Node"));
        dropped(args.0);
        let args = [chain_value(too_deep)];
        check(length.call(&args), &argument("length(node", "Node"));
        args.into_iter().for_each(Value::discard);
    }
    check(
        depth.typed::<(Tree,), usize>().expect("it is of that type").call((tree(DEPTH),)),
        &argument("depth(tree", "Tree"),
    );
    let of = |depth| {
        let folder = Folder { entries: Vec::new() };
        (1..depth).fold(folder, |inner, _| Folder { entries: vec![Entry::Folder(inner)] })
    };
    let folders = folders.typed::<(Folder,), usize>().expect("it is of that type");
    check(folders.call((of(DEPTH),)), "Folder) -> usize`: expected ");
    assert_eq!(folders.call((of(LEVELS / 2),)), Ok(LEVELS / 2));
    let of = |depth| {
        let folder = Drawer { entries: Vec::new() };
        (1..depth).fold(folder, |inner, _| Drawer { entries: vec![File::Folder(inner)] })
    };
    let drawers = function(&plugin, "folders").typed::<(Drawer,), usize>().expect("it is of that type");
    check(drawers.call((of(DEPTH),)), "Folder) -> usize`: expected ");
    assert_eq!(drawers.call((of(LEVELS / 2),)), Ok(LEVELS / 2));
    let shared = length.typed::<(Shared,), usize>().expect("it is of that type");
    let of = |depth| (1..depth).fold(Shared { next: None }, |inner, _| Shared { next: Some(Rc::new(inner)) });
    check(shared.call((of(DEPTH),)), &argument("length(node", "Node").replace("expected Node", "expected Shared"));
    assert_eq!(shared.call((of(LEVELS),)), Ok(LEVELS));
    assert_eq!(nodes.call((chain(LEVELS),)), Ok(LEVELS));
    assert_eq!(encoded.call(&(chain(LEVELS),)), Ok(LEVELS));
    assert_eq!(length.call(&[chain_value(LEVELS)]), Ok(LEVELS.into()));
    assert_eq!(plugin.memory().live, before, "nothing of it is left");
}

#[test]
fn what_was_lent_and_comes_back_too_deep_is_as_it_was() {
    let plugin = plugin();
    let lengthen = function(&plugin, "lengthen");
    let typed = lengthen.typed::<(&mut Node, usize), String>().expect("it is of that type");
    let mut node = chain(3);
    assert_eq!(typed.call((&mut node, 4)), Ok("4".to_owned()));
    assert_eq!(node, chain(7));
    for too_deep in [LEVELS, DEPTH] {
        check(typed.call((&mut node, too_deep)), DEEP_NODE);
        assert_eq!(node, chain(7));
    }
    let mut values = [chain_value(3), 4.into()];
    assert_eq!(lengthen.call_mut(&mut values), Ok("4".into()));
    assert_eq!(values[0], chain_value(7));
    values[1] = DEPTH.into();
    check(lengthen.call_mut(&mut values), DEEP_NODE);
    assert_eq!(values[0], chain_value(7));

    let all = function(&plugin, "lengthen_all").typed::<(&mut [Node], usize), ()>().expect("it is of that type");
    let mut nodes = [chain(1), chain(2)];
    assert_eq!(all.call((&mut nodes, 1)), Ok(()));
    check(all.call((&mut nodes, DEPTH)), DEEP_NODE);
    assert_eq!(nodes, [chain(2), chain(3)]);

    let panics = function(&plugin, "lengthen_and_panic").typed::<(&mut Node, usize), ()>().expect("it is of that type");
    check(panics.call((&mut node, 2)), "done");
    assert_eq!(node, chain(9), "as far as the call came");
    check(panics.call((&mut node, DEPTH)), "done");
    assert_eq!(node, chain(9));

    let deepen = function(&plugin, "deepen").typed::<(&mut Tree, usize), ()>().expect("it is of that type");
    let mut tree = tree(1);
    check(deepen.call((&mut tree, DEPTH)), "Tree at most 256 levels deep");
    assert!(tree.children.is_empty());
    // What is too deep to be lent stays with its owner.
    let mut node = chain(DEPTH);
    check(typed.call((&mut node, 1)), "argument 1 (`node`)");
    dropped(node);
}

#[test]
fn what_comes_later_is_asked_as_well() {
    let plugin = plugin();
    let chains = function(&plugin, "chains").typed_iter::<(usize,), Node>().expect("it is of that type");
    let mut chains = chains.call((DEPTH,)).expect("it is an iterator");
    assert_eq!(chains.next(), Some(Ok(chain(1))));
    check(chains.next().expect("there is a second"), DEEP_NODE);
    let soon = function(&plugin, "soon");
    check(soon.call(&[DEPTH.into()]), DEEP_NODE);
    let ask = function(&plugin, "ask").typed::<(usize, &dyn Fn(Node) -> usize), usize>().expect("it is of that type");
    let length = |node: Node| std::iter::successors(Some(&node), |node| node.next.as_deref()).count();
    assert_eq!(ask.call((LEVELS, &length)), Ok(LEVELS));
    check(
        ask.call((DEPTH, &length)),
        "what a closure is called with is more than can cross: expected Node at most 256",
    );
    let asked =
        function(&plugin, "asked").typed::<(&dyn Fn(usize) -> Node, usize), usize>().expect("it is of that type");
    assert_eq!(asked.call((&chain, LEVELS)), Ok(LEVELS));
    check(asked.call((&chain, DEPTH)), "expected Node at most 256 levels deep");
}

#[test]
fn a_list_of_too_much_without_a_size_is_refused() {
    let plugin = plugin();
    let [many, count] = ["many", "count"].map(|name| function(&plugin, name));
    let typed = many.typed::<(usize,), Vec<()>>().expect("it is of that type");
    for length in [1 << 40, usize::MAX] {
        let expected = format!(
            "what `many` gives back is more than can cross: expected a list of at most 4294967295 (), found one of {length}"
        );
        check(typed.call((length,)), &expected);
        check(many.call(&[Value::from(length)]), &expected);
        check(many.encoded::<(usize,), Vec<()>>().expect("it is of that type").call(&(length,)), &expected);
    }
    let counted = count.typed::<(Vec<()>,), usize>().expect("it is of that type");
    let list: Box<[()]> = Box::new([(); 1 << 40]);
    check(counted.call((list.into_vec(),)), "expected a list of at most 4294967295 (), found one of 1099511627776");
    assert_eq!(typed.call((1_000,)).expect("that is not too long").len(), 1_000);
}
