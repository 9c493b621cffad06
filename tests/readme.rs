//! The README's Rust: every line of it stands here or in one of the files named below, where the compiler sees it, and what can
//! run does.

#![allow(clippy::print_stdout, reason = "the README's examples print")]

use std::error::Error;
use std::path::Path;

use plugwright::{Future, Object, Plugin};

use crate::futures::run;
use crate::plugins::plugin_of;

type Tried = Result<(), Box<dyn Error>>;

/// What the README's plugins have.
const PLUGIN: &str = "
    #[derive(Clone)]
    pub struct Point { pub x: f64, pub y: f64 }
    pub fn mirror(point: Point) -> Point { Point { x: point.y, y: point.x } }
    pub struct Counter(i64);
    impl Counter {
        pub fn new(count: i64) -> Self { Self(count) }
        pub fn add(&mut self, step: i64) -> i64 { self.0 += step; self.0 }
    }
    pub fn sum_of(count: i64, number: &dyn Fn(i64) -> i64) -> i64 { (0..count).map(number).sum() }
    pub struct Hooks { pub on_start: Box<dyn Fn(&str) -> bool + Send>, pub limit: u32 }
    pub fn run(hooks: &Hooks, name: &str) -> Option<u32> { (hooks.on_start)(name).then_some(hooks.limit) }
    pub fn adder(one: i64) -> impl Fn(i64) -> i64 { move |other| one + other }
    pub trait Shape { fn area(&self) -> f64; }
    pub fn area_of(shape: &dyn Shape) -> f64 { shape.area() }
    pub async fn fetch(page: &str) -> u64 { page.len() as u64 }
    pub fn squares(until: u32) -> impl Iterator<Item = u32> { (0..until).map(|number| number * number) }
    pub fn primes() -> impl Iterator<Item = u64> { (2..).filter(|n| (2..*n).all(|other| n % other != 0)) }
";

/// Where else the README's lines are compiled.
const ELSEWHERE: [&str; 1] = ["manager/tests/manage/readme.rs"];

#[test]
fn every_line_is_compiled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| std::fs::read_to_string(root.join(file)).expect("it is there");
    let mut compiled = include_str!("readme.rs").to_owned();
    ELSEWHERE.iter().for_each(|file| compiled += &read(file));
    let compiled: Vec<&str> = compiled.lines().map(code).collect();
    let readme = read("README.md");
    // What a build script makes is compiled in `fixtures/hosts`.
    let blocks = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines: Vec<&str> = blocks.flat_map(str::lines).map(code).filter(|line| !line.is_empty()).collect();
    assert!(lines.len() > 20, "the README has examples");
    let missing: Vec<_> = lines.into_iter().filter(|line| !compiled.contains(line)).collect();
    assert!(missing.is_empty(), "nothing compiles these lines of the README: {missing:#?}");
}

#[test]
fn every_test_and_fixture_that_is_named_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("it is there");
    let rows = readme.lines().filter(|line| line.starts_with("| "));
    let (mut named, mut missing) = (0, Vec::new());
    for row in rows {
        let Some(cell) = row.rsplit('|').nth(1).filter(|cell| cell.contains(".rs`") || cell.contains("`fixtures/"))
        else {
            continue;
        };
        let mut file = String::new();
        let pieces: Vec<&str> = cell.split('`').collect();
        for pair in pieces.chunks_exact(2).filter(|pair| !pair[1].starts_with("cargo ")) {
            let (before, name) = (pair[0], pair[1]);
            let is_there = match name.split_once('*') {
                Some((folder, _)) => root.join(folder).is_dir(),
                None if name.contains('/') => {
                    file = std::fs::read_to_string(root.join(name)).unwrap_or_default();
                    root.join(name).exists()
                }
                // A function of the file before it; a long name is cut.
                None if before.ends_with(": ") || before == ", " => {
                    file.contains(&format!("fn {}", name.trim_end_matches('…')))
                }
                None => continue,
            };
            named += 1;
            if !is_there {
                missing.push(name);
            }
        }
    }
    assert!(named > 60, "the README says what shows its claims");
    assert!(missing.is_empty(), "the README names tests that are not there: {missing:?}");
}

/// A line without its comment.
fn code(line: &str) -> &str {
    line.split_once("  // ").map_or(line, |(code, _)| code).trim()
}

#[test]
fn the_examples_do_what_they_say() -> Tried {
    let plugin = plugin_of(PLUGIN);
    structs(&plugin)?;
    objects(&plugin)?;
    closures(&plugin)?;
    implementations(&plugin)?;
    iterators(&plugin)?;
    run(futures(&plugin))
}

#[allow(dead_code, reason = "it would build into the cache of whoever runs the tests")]
#[rustfmt::skip]
fn built() -> Tried {
    use plugwright::Value;

    let plugin = plugwright::build("fixtures/greet")?;
    let add = plugin.function("add")?.typed::<(i64, i64), i64>()?;
    assert_eq!(add.call((2, 3))?, 5);
    let text = plugin.call("greet", &[Value::from("World")])?;
    assert_eq!(text, Value::from("Hello, World!"));
    Ok(())
}

#[rustfmt::skip]
fn structs(plugin: &Plugin) -> Tried {
    #[derive(plugwright::Bridge, Clone)]
    struct Point { x: f64, y: f64 }

    let mirror = plugin.function("mirror")?.typed::<(Point,), Point>()?;
    let Point { x, y } = mirror.call((Point { x: 1.0, y: 2.0 },))?;
    assert_eq!((x, y), (2.0, 1.0));
    Ok(())
}

#[rustfmt::skip]
fn objects(plugin: &Plugin) -> Tried {
    let new = plugin.function("Counter::new")?.typed::<(i64,), Object>()?;
    let add = plugin.function("Counter::add")?.typed::<(&mut Object, i64), i64>()?;
    let mut counter = new.call((40,))?;
    assert_eq!(add.call((&mut counter, 2))?, 42);
    Ok(())
}

#[rustfmt::skip]
fn closures(plugin: &Plugin) -> Tried {
    let sum_of = plugin.function("sum_of")?.typed::<(i64, &dyn Fn(i64) -> i64), i64>()?;
    assert_eq!(sum_of.call((3, &|number| number * 10))?, 30);
    let on_start: Box<dyn Fn(String) -> bool + Send + Sync> = Box::new(|name| name == "all");
    let of = plugin.function("Hooks::of")?.typed::<(Box<dyn Fn(String) -> bool + Send + Sync>, u32), Object>()?;
    let run = plugin.function("run")?.typed::<(&Object, &str), Option<u32>>()?;
    assert_eq!(run.call((&of.call((on_start, 4))?, "all"))?, Some(4));
    let adder = plugin.function("adder")?.typed::<(i64,), Object>()?.call((40,))?;
    assert_eq!(plugin.function("adder::call")?.typed::<(&Object, i64), i64>()?.call((&adder, 2))?, 42);
    Ok(())
}

#[rustfmt::skip]
fn implementations(plugin: &Plugin) -> Tried {
    let area: Box<dyn Fn() -> f64 + Send + Sync> = Box::new(|| 4.0);
    let square = plugin.function("Shape::implement")?.typed::<(Box<dyn Fn() -> f64 + Send + Sync>,), Object>()?.call((area,))?;
    let total = plugin.function("area_of")?.typed::<(&Object,), f64>()?.call((&square,))?;
    assert_eq!(total, 4.0);
    Ok(())
}

#[rustfmt::skip]
async fn futures(plugin: &Plugin) -> Tried {
    let fetch = plugin.function("fetch")?.typed_async::<(&str,), u64>()?;
    let size = fetch.call(("a page",)).await?;
    assert_eq!(size, 6);
    let free: Future<'_, u64, dyn Send> = fetch.call(("a page",)).claim().expect("the compiler found it `Send`");
    assert_eq!(free.await?, 6);
    let size = plugin.library().call_async("fetch", &["a page".into()]).await?;
    assert_eq!(size, 6.into());
    Ok(())
}

#[rustfmt::skip]
fn iterators(plugin: &Plugin) -> Tried {
    let some: Vec<u32> = plugin.function("squares")?.typed::<(u32,), Vec<u32>>()?.call((9,))?;
    assert_eq!(some.len(), 9);
    for prime in plugin.function("primes")?.typed_iter::<(), u64>()?.call(())?.take(5) { println!("{}", prime?); }
    Ok(())
}

#[allow(dead_code, unused_variables, reason = "it watches a folder that is not there")]
#[rustfmt::skip]
fn watched() -> Tried {
    let plugin = plugwright::watch("plugins/price")?;
    let price = plugin.function("price")?.typed::<(u64,), u64>()?;
    let (version, result) = price.call_numbered((3,));
    for reload in plugin.reloads() { println!("{reload}"); }
    let add = plugin.function("Counter::add")?.typed::<(&mut Object, i64), i64>()?;
    let mut counter = plugin.follow(plugin.function("Counter::new")?.typed::<(i64,), Object>()?.call((40,))?);
    let sum = counter.call(&add, |counter| (counter, 2))?;
    Ok(())
}
