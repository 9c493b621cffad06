//! What a call costs: typed beside a raw function pointer, an owned text beside the same function inside the host, and
//! the dynamic calls. The plugin, the host and the hand-written twin hold the same functions.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use plugwright::Value;
use plugwright_benches::{Handwritten, Scratch};

/// The plugin's own source, as a module of the host.
#[path = "../fixtures/greet/src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "the source of a whole crate")]
mod greet;

fn integers(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let plugin = cache.builder().build().expect("the plugin builds");
    let twin = Handwritten::compiled();
    let raw = black_box(twin.add());
    let add = plugin.function("add").expect("the plugin has an `add`");
    let typed = add.typed::<(i64, i64), i64>().expect("these are its types");

    let mut group = criterion.benchmark_group("calls");
    group.bench_function("raw", |bencher| bencher.iter(|| raw(black_box(2), black_box(3))));
    group.bench_function("typed", |bencher| {
        bencher.iter(|| typed.call((black_box(2), black_box(3))).expect("it adds"));
    });
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
    group.bench_function("host_string", |bencher| bencher.iter(|| host(black_box("World"))));
    group.bench_function("typed_string", |bencher| {
        bencher.iter(|| typed.call((black_box("World"),)).expect("it greets"));
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
