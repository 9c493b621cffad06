//! Functions of generic types at their instances, those that traits give them included, and of a type that only its default
//! makes.

use plugwright::{Plugin, Value};

use crate::plugins::{builder, fixture};

#[track_caller]
fn give(plugin: &Plugin, name: &str, args: &[Value]) -> Value {
    plugin.call(name, args).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn traits_give_functions_to_instances() {
    let plugin = builder(fixture("instances")).build().unwrap_or_else(|error| panic!("{error}"));
    let stack = give(&plugin, "Stack::<u32>::default", &[]);
    assert_eq!(give(&plugin, "Stack::<u32>::is_empty", std::slice::from_ref(&stack)), Value::from(true));
    assert_eq!(give(&plugin, "Stack::<u32>::heaviest", std::slice::from_ref(&stack)), Value::from(None::<u64>));
    give(&plugin, "Stack::<u32>::push", &[stack.clone(), Value::from(5_u32)]);
    give(&plugin, "Stack::<u32>::push", &[stack.clone(), Value::from(u32::MAX)]);
    assert_eq!(
        give(&plugin, "Stack::<u32>::total", std::slice::from_ref(&stack)),
        Value::from(5 + u64::from(u32::MAX))
    );
    assert_eq!(give(&plugin, "Stack::<u32>::heaviest", &[stack]), Value::from(Some(u64::from(u32::MAX))));
    // Text has no weight.
    assert!(plugin.call("Stack::<String>::total", &[give(&plugin, "words", &[Value::from("a b")])]).is_err());
}

#[test]
fn a_default_makes_what_nothing_else_does() {
    let plugin = builder(fixture("instances")).build().unwrap_or_else(|error| panic!("{error}"));
    let tally = give(&plugin, "Tally::up", &[give(&plugin, "Tally::default", &[])]);
    assert_eq!(give(&plugin, "Tally::count", &[tally]), Value::from(1_u32));
}

#[test]
fn a_trait_that_one_type_has_stands_for_it() {
    let plugin = builder(fixture("bounds")).build().unwrap_or_else(|error| panic!("{error}"));
    let square = || give(&plugin, "Square::default", &[]);
    assert_eq!(give(&plugin, "larger", &[square(), square()]), Value::from(0.0));
    assert_eq!(give(&plugin, "measured", &[square()]), Value::from("0.0"));
}
