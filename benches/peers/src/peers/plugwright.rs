//! plugwright's two lanes, the wire lane with typed values and with dynamic ones. After each case the plugin's account is
//! what it was.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;

use plugwright_loader::{Answer, Arguments, Bridge, EncodedFunction, Lent, Library, Object};

use crate::input;
use crate::timing::{ASYNC, CLOSURE, COUNTS, Case, INTS, METHOD, NUMBERS, RECORDS, TEXTS};

const TYPED: &str = "plugwright, typed";
/// The wire lane with typed values: nothing but bytes crosses, as with postcard.
const ENCODED: &str = "plugwright, encoded";
/// The wire lane with values whose types are known only at run time.
const DYNAMIC: &str = "plugwright, dynamic";

#[derive(Bridge, Clone)]
struct Record {
    id: u64,
    name: String,
    weight: f64,
}

fn records() -> Vec<Record> {
    let all = input::records().into_iter();
    all.map(|input::Record { id, name, weight }| Record { id, name, weight }).collect()
}

/// Opens the plugin.
pub(crate) fn plugin(path: &Path) -> Library {
    // SAFETY: the library was just built from the folder `work`.
    unsafe { Library::open_path(path) }.expect("the plugin opens")
}

pub(crate) fn cases(plugin: &Library) -> Vec<Case> {
    let function = |name: &str| plugin.function(name).expect("the plugin has the function");
    let add = function("add").typed::<(i64, i64), i64>().expect("its types");
    let halved = function("halved").typed::<(&[f64],), Vec<f64>>().expect("its types");
    let aged = function("aged").typed::<(Vec<Record>,), Vec<Record>>().expect("its types");
    let counted = function("counted").typed::<(HashMap<String, u64>,), HashMap<String, u64>>().expect("its types");
    let added = function("added").typed_async::<(i64, i64), i64>().expect("its types");
    let folded = function("folded").typed::<(Lent<dyn Fn(i64) -> i64>,), i64>().expect("its types");
    let new = function("Counter::new").typed::<(), Object>().expect("its types");
    let step = function("Counter::add").typed::<(&mut Object, i64), i64>().expect("its types");
    let (mut sum, mut counter, numbers) = (0, new.call(()).expect("it counts"), input::numbers());
    let mut cases = vec![
        Case::new(INTS, TYPED, move || sum = add.call((sum, 1)).expect("it adds")),
        Case::new(NUMBERS, TYPED, move || drop(black_box(halved.call((black_box(&numbers),)).expect("it halves")))),
        Case::with_input(RECORDS, TYPED, records, move |records| {
            drop(black_box(aged.call((records,)).expect("it ages")))
        }),
        Case::with_input(COUNTS, TYPED, input::counts, move |counts| {
            drop(black_box(counted.call((counts,)).expect("it counts")));
        }),
        Case::new(METHOD, TYPED, move || _ = black_box(step.call((&mut counter, 1)).expect("it steps"))),
        Case::new(ASYNC, TYPED, move || {
            _ = black_box(input::output(added.call((1, black_box(2)))).expect("it adds"));
        }),
        Case::new(CLOSURE, TYPED, move || {
            _ = black_box(folded.call((Lent::from(&input::closure(black_box(1))),)).expect("it folds"));
        }),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        let copied = function("copied").typed::<(&str,), String>().expect("its types");
        let text = input::text(size);
        cases
            .push(Case::new(row, TYPED, move || drop(black_box(copied.call((black_box(&text),)).expect("it copies")))));
    }
    cases.extend(encoded(plugin));
    cases.extend(dynamic(plugin));
    cases
}

fn encoded(plugin: &Library) -> Vec<Case> {
    fn function<P: Arguments, R: Answer>(plugin: &Library, name: &str) -> EncodedFunction<P, R> {
        plugin.function(name).and_then(|function| function.encoded()).expect("its types")
    }
    let add = function::<(i64, i64), i64>(plugin, "add");
    let halved = function::<(&[f64],), Vec<f64>>(plugin, "halved");
    let aged = function::<(Vec<Record>,), Vec<Record>>(plugin, "aged");
    let counted = function::<(HashMap<String, u64>,), HashMap<String, u64>>(plugin, "counted");
    let (mut sum, numbers, records, counts) = (0, input::numbers(), (records(),), (input::counts(),));
    let mut cases = vec![
        Case::new(INTS, ENCODED, move || sum = add.call(&(sum, 1)).expect("it adds")),
        Case::new(NUMBERS, ENCODED, move || drop(black_box(halved.call(&(black_box(&numbers),)).expect("it halves")))),
        Case::new(RECORDS, ENCODED, move || drop(black_box(aged.call(black_box(&records)).expect("it ages")))),
        Case::new(COUNTS, ENCODED, move || drop(black_box(counted.call(black_box(&counts)).expect("it counts")))),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        let copied = function::<(&str,), String>(plugin, "copied");
        let text = input::text(size);
        cases.push(Case::new(row, ENCODED, move || {
            drop(black_box(copied.call(&(black_box(&text),)).expect("it copies")))
        }));
    }
    cases
}

fn dynamic(plugin: &Library) -> Vec<Case> {
    use plugwright_interface::Value;
    let function = |name: &str| plugin.function(name).expect("the plugin has the function");
    let value = |record: input::Record| {
        let fields = [("id", record.id.into()), ("name", record.name.into()), ("weight", record.weight.into())];
        Value::Record(fields.map(|(name, value): (&str, Value)| (name.to_owned(), value)).into())
    };
    let records = [Value::List(input::records().into_iter().map(value).collect())];
    let counts = input::counts().into_iter().map(|(key, count)| (key.into(), count.into()));
    let counts = [Value::Map(counts.collect())];
    let numbers = [Value::from(input::numbers())];
    let run = |row, name: &str, args: Vec<Value>| {
        let function = function(name);
        Case::new(row, DYNAMIC, move || drop(black_box(function.call(black_box(&args)).expect("it runs"))))
    };
    let mut cases = vec![
        run(INTS, "add", vec![1.into(), 2.into()]),
        run(NUMBERS, "halved", numbers.into()),
        run(RECORDS, "aged", records.into()),
        run(COUNTS, "counted", counts.into()),
    ];
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        cases.push(run(row, "copied", vec![input::text(size).into()]));
    }
    cases
}
