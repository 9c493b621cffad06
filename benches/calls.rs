//! What a call costs: typed beside a raw function pointer, an owned text and a method beside the same function inside the
//! host, and the dynamic calls. No call leaves memory with the plugin. The plugin, the host and the hand-written twin hold the same functions.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use plugwright::{Builder, Cache, Live, Object, Value};
use plugwright_benches::{Account, Handwritten, Scratch};

/// The plugin's own source, as a module of the host.
#[path = "../fixtures/greet/src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "the source of a whole crate")]
mod greet;

/// The plugin with handles, likewise.
#[path = "../fixtures/handles/src/lib.rs"]
#[allow(dead_code, unreachable_pub, clippy::all, reason = "the source of a whole crate")]
mod handles;

/// How many calls lie side by side in the loops below. Where a single one happens to lie in the code decides more of its
/// time than what is called.
const SITES: u64 = 8;

/// Times calls of which each waits for the one before, as in a running sum.
#[inline(never)]
fn time_of_sum(times: u64, add: impl Fn(i64, i64) -> i64) -> Duration {
    let start = Instant::now();
    let mut sum = 0;
    for i in 0..times.div_ceil(SITES).cast_signed() {
        sum = add(add(add(add(sum, i), 1), 2), 3);
        sum = add(add(add(add(sum, i), 5), 6), 7);
    }
    black_box(sum);
    start.elapsed()
}

/// Times calls that need nothing of each other, so that the processor runs several at once.
#[inline(never)]
fn time_of_many(times: u64, add: impl Fn(i64, i64) -> i64) -> Duration {
    let start = Instant::now();
    let mut sum = 0;
    for i in 0..times.div_ceil(SITES).cast_signed() {
        sum ^= add(i, 0) ^ add(i, 1) ^ add(i, 2) ^ add(i, 3) ^ add(i, 4) ^ add(i, 5) ^ add(i, 6) ^ add(i, 7);
    }
    black_box(sum);
    start.elapsed()
}

/// Times calls of a method, each of which waits for what the one before left in the object.
#[inline(never)]
fn time_of_steps(times: u64, mut add: impl FnMut(i64) -> i64) -> Duration {
    let start = Instant::now();
    let mut sum = 0;
    for i in 0..times.div_ceil(SITES).cast_signed() {
        sum ^= add(i) ^ add(1) ^ add(2) ^ add(3) ^ add(4) ^ add(5) ^ add(6) ^ add(7);
    }
    black_box(sum);
    start.elapsed()
}

fn integers(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let plugin = cache.builder().build().expect("the plugin builds");
    let twin = Handwritten::compiled();
    let raw = black_box(twin.add());
    let raw = |a, b| raw(a, b);
    let add = plugin.function("add").expect("the plugin has an `add`");
    let typed = add.typed::<(i64, i64), i64>().expect("these are its types");
    let args = [Value::from(2_i64), Value::from(3_i64)];
    add.call(&args).expect("it adds");
    let account = Account::of(plugin.library());

    let mut group = criterion.benchmark_group("calls");
    let typed = |a, b| typed.call((a, b)).expect("it adds");
    group.bench_function("raw", |bencher| bencher.iter_custom(|times| time_of_sum(times, raw)));
    group.bench_function("typed", |bencher| bencher.iter_custom(|times| time_of_sum(times, typed)));
    group.bench_function("raw_independent", |bencher| bencher.iter_custom(|times| time_of_many(times, raw)));
    group.bench_function("typed_independent", |bencher| bencher.iter_custom(|times| time_of_many(times, typed)));
    let live = Live::new(plugin.library().clone());
    let live = live.function("add").and_then(|add| add.typed::<(i64, i64), i64>()).expect("these are its types");
    let live = |a, b| live.call((a, b)).expect("it adds");
    group.bench_function("live", |bencher| bencher.iter_custom(|times| time_of_sum(times, live)));
    group.bench_function("live_independent", |bencher| bencher.iter_custom(|times| time_of_many(times, live)));
    let metered = plugin.metered();
    let metered = metered.function("add").and_then(|add| add.typed::<(i64, i64), i64>()).expect("these are its types");
    let metered = |a, b| metered.call((a, b)).expect("it adds");
    group.bench_function("metered", |bencher| bencher.iter_custom(|times| time_of_sum(times, metered)));
    let encoded = add.encoded::<(i64, i64), i64>().expect("these are its types");
    let encoded = |a, b| encoded.call(&(a, b)).expect("it adds");
    group.bench_function("encoded", |bencher| bencher.iter_custom(|times| time_of_sum(times, encoded)));
    group.bench_function("dynamic_held", |bencher| {
        bencher.iter(|| add.call(black_box(&args)).expect("it adds"));
    });
    group.bench_function("dynamic_by_name", |bencher| {
        bencher.iter(|| plugin.call(black_box("add"), black_box(&args)).expect("it adds"));
    });
    account.settle("the calls of two integers");
}

fn text(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let plugin = cache.builder().build().expect("the plugin builds");
    let typed = plugin.function("greet").expect("the plugin has a `greet`");
    let typed = typed.typed::<(&str,), String>().expect("these are its types");
    let host: fn(&str) -> String = black_box(greet::greet);

    drop(typed.call(("World",)));
    let account = Account::of(plugin.library());
    let mut group = criterion.benchmark_group("calls");
    // The text is read and dropped where it is. Handed on to Criterion it would be moved, which is no part of a call.
    group.bench_function("host_string", |bencher| {
        bencher.iter(|| black_box(host(black_box("World")).as_str()).len());
    });
    group.bench_function("typed_string", |bencher| {
        bencher.iter(|| black_box(typed.call((black_box("World"),)).expect("it greets").as_str()).len());
    });
    account.settle("the calls that return text");
}

fn methods(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/handles");
    let plugin = Builder::new(folder).cache(Cache::at(cache.path())).build().expect("the plugin builds");
    let function = |name| plugin.function(name).expect("the plugin has it");
    let new = function("Counter::new").typed::<(i64,), Object>().expect("these are its types");
    let typed = function("Counter::add").typed::<(&mut Object, i64), i64>().expect("these are its types");
    let host: fn(&mut handles::Counter, i64) -> i64 = black_box(handles::Counter::add);
    drop(new.call((0,)));
    let account = Account::of(plugin.library());

    let mut group = criterion.benchmark_group("calls");
    let mut counter = handles::Counter::new(0);
    group.bench_function("host_method", |bencher| {
        bencher.iter_custom(|times| time_of_steps(times, |step| host(&mut counter, step)));
    });
    let mut counter = new.call((0,)).expect("it counts");
    group.bench_function("typed_method", |bencher| {
        bencher.iter_custom(|times| time_of_steps(times, |step| typed.call((&mut counter, step)).expect("it adds")));
    });
    drop(counter);
    account.settle("the calls of methods");
}

criterion_group! {
    name = calls;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .without_plots();
    targets = integers, text, methods
}
criterion_main!(calls);
