//! The same values through both lanes: types are made at random, a plugin of them is compiled once, and values of each go
//! in by the direct lane and by the wire lane and come out as they were.
//!
//! The direct lane is driven here by a host of its own (`lanes/host.rs`), which knows forms (`lanes/forms.rs`) by what
//! `abi.rs` says of them and shares no code with the loader. `PLUGWRIGHT_SEED=NUMBER` makes other types and values than
//! those of every run.
#![allow(unsafe_code, reason = "a host that is not the loader")]

mod forms;
mod host;
mod order;
mod samples;
mod scalar;
mod source;
mod standard;
mod types;

use plugwright::{Plugin, Value};
use plugwright_interface::{Definition, Int, Type};
use proptest::prelude::{Strategy, prop};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::plugins::{function, plugin_of};
use host::Host;
use order::in_order;
use source::source;

const TYPES: usize = 14;
const LISTS_OF_EACH: u32 = 40;

/// Values are made and made smaller by the same numbers in every run.
fn runner(cases: u32) -> TestRunner {
    let number: u64 = std::env::var("PLUGWRIGHT_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// One thing at random.
fn one<T>(runner: &mut TestRunner, strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).expect("nothing is refused").current()
}

#[test]
fn both_lanes_carry_every_value_of_every_type() {
    let mut runner = runner(LISTS_OF_EACH);
    let mut definitions = (0..8).fold(Vec::new(), |mut known, index| {
        known.push(one(&mut runner, types::definition(index, &known)));
        known
    });
    let endless: Vec<_> = (0..2).flat_map(|index| one(&mut runner, types::endless(index, &definitions))).collect();
    definitions.splice(..0, endless);
    let mut types = vec![types::every_standard()];
    types.extend((1..TYPES).map(|_| one(&mut runner, types::argument(&definitions))));
    let plugin = plugin_of(&source(&definitions, &types));
    assert_eq!(plugin.skipped(), [], "every type crosses");
    let host = Host::open(&plugin, &definitions);
    for (index, ty) in types.iter().enumerate() {
        let values = prop::collection::vec(samples::value(ty, &definitions), 0..4);
        let checked = runner.run(&values, |values| {
            check(&plugin, &host, (&format!("f{index}"), ty), &values, &definitions);
            Ok(())
        });
        checked.unwrap_or_else(|fault| panic!("f{index} of {ty}: {fault}"));
    }
}

#[track_caller]
fn check(plugin: &Plugin, host: &Host<'_>, (name, ty): (&str, &Type), values: &[Value], known: &[Definition]) {
    let in_order =
        |list: Vec<Value>| -> Vec<Value> { list.into_iter().map(|value| in_order(ty, value, known)).collect() };
    let expected = in_order(values.iter().rev().cloned().collect());
    let before = plugin.memory().live;
    let wire = function(plugin, name).call(&[samples::list(ty, values.to_vec())]).expect("the wire lane takes it");
    assert_eq!(plugin.memory().live, before, "the plugin kept some of what the wire lane gave it");
    assert_eq!(in_order(samples::items(wire)), expected, "by the wire lane");
    assert_eq!(in_order(host.call(name, (ty, &types::owned(ty)), values)), expected, "by the direct lane");
    assert_eq!(host.live(), 0, "some of what went through the direct lane is left");
}

/// What a host with other types than the plugin's would send: the fault names type and place, and all that came with it
/// is freed, before and behind.
#[test]
fn forms_of_another_type_are_refused_with_their_place() {
    let plugin = plugin_of(
        "pub enum Kind { Plain, Rated(u8) }
         pub struct Row { pub name: String, pub kind: Kind, pub good: bool, pub note: Result<String, char>, pub tail: String }
         pub fn rows(list: Vec<Row>) -> Vec<Row> { list }",
    );
    let host = Host::open(&plugin, &[]);
    let (text, byte, word) = (Type::String, Type::Int(Int::U8), Type::Int(Int::U32));
    let (kind, note) = (Type::Tuple(vec![word.clone(), byte.clone()]), |ty| Type::Result(Box::new(text.clone()), ty));
    let row = Type::Tuple(vec![text.clone(), kind, byte, note(Box::new(word)), text.clone()]);
    let value = |kind: u32, good: u8, note: Result<&str, u32>| {
        let kind = Value::Tuple(vec![kind.into(), 7_u8.into()]);
        Value::Tuple(vec!["before".into(), kind, good.into(), note.into(), "behind".into()])
    };
    let check = |value_: Value, expected: &str| {
        let rows = [value(1, 1, Ok("fine")), value_, value(0, 0, Err(65))];
        assert_eq!(host.refused("rows", &row, &rows), expected);
        assert_eq!(host.live(), 0, "{expected}: some of it is left");
    };
    check(value(2, 1, Ok("x")), "expected Kind at [1].kind, found the tag 2");
    check(value(1, 2, Ok("x")), "expected a bool at [1].good, found the byte 2");
    check(value(1, 1, Err(0xd800)), "expected a char at [1].note, found the code 0xd800");
    assert_eq!(
        host.call("rows", (&row, &row), &[value(0, 1, Err(65))]).len(),
        1,
        "such forms are those of the plugin's type"
    );
    assert_eq!(host.live(), 0);
}
