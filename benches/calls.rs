//! What a call costs: typed beside a raw function pointer, an owned text beside the same function inside the host, and
//! the dynamic calls. The plugin, the host and the hand-written twin hold the same functions.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use plugwright::{Live, Value};
use plugwright_benches::{Handwritten, Scratch};

/// The plugin's own source, as a module of the host.
#[path = "../fixtures/greet/src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "the source of a whole crate")]
mod greet;

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

fn integers(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let plugin = cache.builder().build().expect("the plugin builds");
    let twin = Handwritten::compiled();
    let raw = black_box(twin.add());
    let raw = |a, b| raw(a, b);
    let add = plugin.function("add").expect("the plugin has an `add`");
    let typed = add.typed::<(i64, i64), i64>().expect("these are its types");

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
    let args = [Value::from(2_i64), Value::from(3_i64)];
    group.bench_function("dynamic_held", |bencher| {
        bencher.iter(|| add.call(black_box(&args)).expect("it adds"));
    });
    group.bench_function("dynamic_by_name", |bencher| {
        bencher.iter(|| plugin.call(black_box("add"), black_box(&args)).expect("it adds"));
    });
}

fn text(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let plugin = cache.builder().build().expect("the plugin builds");
    let typed = plugin.function("greet").expect("the plugin has a `greet`");
    let typed = typed.typed::<(&str,), String>().expect("these are its types");
    let host: fn(&str) -> String = black_box(greet::greet);

    let mut group = criterion.benchmark_group("calls");
    // The text is read and dropped where it is. Handed on to Criterion it would be moved, which is no part of a call.
    group.bench_function("host_string", |bencher| {
        bencher.iter(|| black_box(host(black_box("World")).as_str()).len());
    });
    group.bench_function("typed_string", |bencher| {
        bencher.iter(|| black_box(typed.call((black_box("World"),)).expect("it greets").as_str()).len());
    });
}

criterion_group! {
    name = calls;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .without_plots();
    targets = integers, text
}
criterion_main!(calls);
