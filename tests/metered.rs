//! Calls that are counted.

use plugwright::{CallError, FunctionMetrics, Value};

use crate::futures::run;
use crate::plugins::plugin_of;

const TEXT: &str = "
pub fn add(a: i64, b: i64) -> i64 { a.checked_add(b).expect(\"no overflow\") }
pub fn half(n: u64) -> Result<u64, String> { if n % 2 == 0 { Ok(n / 2) } else { Err(String::from(\"odd\")) } }
pub fn fill(bytes: u64) -> u64 { std::hint::black_box(vec![1_u8; bytes as usize]).iter().map(|&b| u64::from(b)).sum() }
";

#[test]
fn calls_errors_and_panics_are_counted_by_function() {
    let plugin = plugin_of(TEXT);
    let metered = plugin.metered();
    let add = metered.function("add").expect("it is there");
    let typed = add.typed::<(i64, i64), i64>().expect("so");
    let half = metered.function("half").expect("it is there").typed::<(u64,), Result<u64, String>>().expect("so");
    for n in 0..1000 {
        assert_eq!(typed.call((n, 1)), Ok(n + 1));
        assert!(half.call((n.cast_unsigned(),)).is_ok());
    }
    assert!(matches!(typed.call((i64::MAX, 1)), Err(CallError::Panicked { .. })));
    assert_eq!(add.call(&[Value::from(1_i64), Value::from(2_i64)]), Ok(Value::from(3_i64)));
    assert!(add.call(&[Value::from("text")]).is_err());
    assert!(metered.call("half", &[Value::from(3_u64)]).is_ok());
    // Plain handles are not counted.
    plugin.call("add", &[Value::from(1_i64), Value::from(2_i64)]).expect("it adds");
    let metrics = plugin.metered().metrics();
    let counts = |name: &str| {
        let found = metrics.functions.iter().find(|func| func.function == name).expect("it is there");
        let FunctionMetrics { calls, errors, panics, total, slowest, .. } = found;
        assert!(slowest <= total);
        (*calls, *errors, *panics)
    };
    assert_eq!(counts("add"), (1003, 1, 1));
    assert_eq!(counts("half"), (1001, 501, 0));
    assert_eq!(counts("fill"), (0, 0, 0));
}

#[test]
fn futures_and_iterators_are_counted_step_by_step() {
    let plugin = plugin_of(
        "pub async fn half(n: u64) -> Result<u64, String> { if n % 2 == 0 { Ok(n / 2) } else { Err(String::from(\"odd\")) } }
         pub async fn fails() { panic!(\"no\") }
         pub fn up_to(n: u8) -> impl Iterator<Item = u8> { (0..=n).map(|i| if i == 3 { panic!(\"three\") } else { i }) }",
    );
    let metered = plugin.metered();
    let find = |name: &str| metered.function(name).expect("it is there");
    let half = find("half").typed_async::<(u64,), Result<u64, String>>().expect("so");
    assert_eq!(run(half.call((4,))), Ok(Ok(2)));
    assert_eq!(run(half.call((5,))), Ok(Err("odd".to_owned())));
    let sent = half.call((6,)).claim::<dyn Send>().expect("it is `Send`");
    assert_eq!(std::thread::spawn(|| run(sent)).join().expect("no panic"), Ok(Ok(3)));
    assert!(matches!(run(find("half").call_async(&[Value::from(7_u64)])), Ok(Value::Result(Err(_)))));
    assert!(run(find("half").call_async(&[])).is_err(), "an argument is missing");
    drop(half.call((8,)));
    assert!(run(find("fails").typed_async::<(), ()>().expect("so").call(())).is_err());
    let up_to = find("up_to").typed_iter::<(u8,), u8>().expect("so");
    assert_eq!(up_to.call((2,)).expect("it is an iterator").filter_map(Result::ok).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(up_to.call((5,)).expect("it is an iterator").count(), 4);
    assert_eq!(find("up_to").call_iter(&[Value::from(2_u8)]).expect("it is an iterator").count(), 3);
    let metrics = metered.metrics();
    let counts = |name: &str| {
        let found = metrics.functions.iter().find(|func| func.function == name).expect("it is there");
        assert!(found.slowest <= found.total && found.total > std::time::Duration::ZERO);
        (found.calls, found.errors, found.panics)
    };
    assert_eq!(counts("half"), (6, 3, 0));
    assert_eq!(counts("fails"), (1, 0, 1));
    assert_eq!(counts("up_to"), (3, 0, 1));
}

#[test]
fn memory_has_a_peak() {
    let plugin = plugin_of(TEXT);
    plugin.call("fill", &[Value::from(1_000_000_u64)]).expect("it fills");
    let memory = plugin.metered().metrics().memory;
    assert!(memory.live < 10_000 && memory.peak >= 1_000_000, "{memory:?}");
}
