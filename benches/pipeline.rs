//! From the folder to the first call: compiled for the first time, beside cargo with the hand-written twin, and again
//! when nothing changed.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plugwright::Builder;
use plugwright_benches::{Account, Handwritten, Scratch, cargo, cargo_project, library_name, unconfined};

/// Builds, or finds built, and calls.
fn first_call(builder: &Builder<'_>) -> i64 {
    let plugin = builder.build().expect("the plugin builds");
    let account = Account::of(plugin.library());
    let add = plugin.function("add").and_then(|add| Ok(add.typed::<(i64, i64), i64>()?));
    let sum = add.expect("the plugin has an `add`").call((2, 3)).expect("it adds");
    account.settle("the first call");
    sum
}

/// An empty cache on a machine where plugwright built something before, so that it knows the compiler and the linker.
fn known_toolchain() -> Scratch {
    let cache = Scratch::new();
    plugwright::find_toolchain(cache.path()).expect("there is a compiler");
    cache
}

/// The same by hand.
fn first_call_by_hand(project: &Path) -> i64 {
    let mut cargo = cargo();
    cargo.args(["build", "--release", "--quiet"]).current_dir(project);
    assert!(cargo.status().expect("cargo starts").success(), "the hand-written library does not compile");
    let library = Handwritten::open(&project.join("target/release").join(library_name()));
    library.add()(2, 3)
}

fn pipeline(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pipeline");
    group.bench_function("by_hand", |bencher| {
        bencher.iter_batched_ref(cargo_project, |project| first_call_by_hand(project.path()), BatchSize::PerIteration);
    });
    group.bench_function("cold", |bencher| {
        bencher.iter_batched_ref(known_toolchain, |cache| first_call(&cache.builder()), BatchSize::PerIteration);
    });
    group.bench_function("cold_unconfined", |bencher| {
        let build = |cache: &mut Scratch| first_call(&cache.builder().policy(unconfined()));
        bencher.iter_batched_ref(known_toolchain, build, BatchSize::PerIteration);
    });
    group.bench_function("first_of_all", |bencher| {
        bencher.iter_batched_ref(Scratch::new, |cache| first_call(&cache.builder()), BatchSize::PerIteration);
    });
    let cache = Scratch::new();
    first_call(&cache.builder());
    group.bench_function("cached", |bencher| bencher.iter(|| first_call(&cache.builder())));
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5))
        .sample_size(10)
        .without_plots();
    targets = pipeline
}
criterion_main!(benches);
