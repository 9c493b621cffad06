//! Calls that are counted.

use plugwright::{CallError, FunctionMetrics, Object, Value};

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
    // A function over numbers is watched when it is timed: the first time, and each time where it is slow.
    let fill = plugin.metered().function("fill").expect("it is there").typed::<(u64,), u64>().expect("so");
    assert_eq!(fill.call((2_000_000,)), Ok(2_000_000));
    let metrics = plugin.metered().metrics();
    let fill = metrics.functions.iter().find(|func| func.function == "fill").expect("it is there");
    assert!(fill.live == 0 && fill.peak >= 2_000_000, "{metrics}");
}

#[test]
fn memory_is_counted_by_function() {
    let plugin = plugin_of(
        "use std::sync::Mutex;
         static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());
         pub struct Buffer { bytes: Vec<u8> }
         impl Buffer {
             pub fn new(bytes: usize) -> Self { Self { bytes: vec![1; bytes] } }
             pub fn finish(self) -> usize { self.bytes.len() }
         }
         pub fn keep(text: String) { KEPT.lock().unwrap().push(text); }
         pub fn clear() { *KEPT.lock().unwrap() = Vec::new(); }
         pub fn spelled(times: usize) -> String { \"x\".repeat(times) }
         pub fn outer(bytes: usize, inner: &dyn Fn()) -> usize { let own = vec![1_u8; bytes]; inner(); own.len() }
         pub async fn waits(bytes: usize) -> usize { let own = vec![1_u8; bytes]; std::hint::black_box(own).len() }",
    );
    let metered = plugin.metered();
    let find = |name: &str| metered.function(name).expect("it is there");
    let memory = |name: &str| {
        let metrics = metered.metrics();
        let found = metrics.functions.iter().find(|func| func.function == name).expect("it is there");
        (found.live, found.peak)
    };
    let new = find("Buffer::new").typed::<(usize,), Object>().expect("so");
    let finish = find("Buffer::finish").typed::<(Object,), usize>().expect("so");
    let spelled = find("spelled").typed::<(usize,), String>().expect("so");
    let keep = find("keep").typed::<(String,), ()>().expect("so");
    for _ in 0..200 {
        let buffer = new.call((50_000,)).expect("no panic");
        assert_eq!(finish.call((buffer,)), Ok(50_000));
        assert_eq!(spelled.call((7_000,)).map(|text| text.len()), Ok(7_000));
        keep.call(("y".repeat(100),)).expect("no panic");
    }
    let (made, most) = memory("Buffer::new");
    assert!(made >= 200 * 50_000 && (50_000..51_000).contains(&most), "{made} {most}");
    assert_eq!(memory("Buffer::finish").0, -made);
    let (left, most) = memory("spelled");
    assert!(left == 0 && most >= 7_000, "{left} {most}");
    assert!(memory("keep").0 >= 200 * 100, "{:?}", memory("keep"));
    metered.call("clear", &[]).expect("no panic");
    assert_eq!(memory("clear").0, -memory("keep").0);
    // A call inside a call counts in both.
    let inner = || drop(spelled.call((90_000,)));
    let outer = find("outer").typed::<(usize, &dyn Fn()), usize>().expect("so");
    assert_eq!(outer.call((10_000, &inner)), Ok(10_000));
    let (left, most) = memory("outer");
    assert!(left == 0 && most >= 100_000, "{left} {most}");
    assert_eq!(run(find("waits").typed_async::<(usize,), usize>().expect("so").call((30_000,))), Ok(30_000));
    assert!(memory("waits").1 >= 30_000, "{:?}", memory("waits"));
    let functions = metered.metrics().functions;
    let live: i64 = functions.iter().map(|func| func.live).sum();
    assert!(functions.iter().all(|func| func.calls > 0), "{functions:?}");
    assert!(live.unsigned_abs() < 1_000, "{functions:?}");
}
