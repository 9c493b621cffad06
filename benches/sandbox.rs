//! How much of a cold build the sandbox takes: the check of the sources and the audit of the objects, and these with the
//! walls of the system around the compiler.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::cell::Cell;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use plugwright::{Policy, Stage};
use plugwright_analyzer::{Target, load, parse};
use plugwright_benches::{Scratch, plugin_folder, unconfined};
use plugwright_sandbox::check;

/// Checks the plugin's sources; the time of the check alone.
fn time_of_check(target: &Target, policy: &Policy) -> Duration {
    let sources = load(&plugin_folder()).expect("the folder is readable");
    let time = parse(&sources, target, |krate, _| {
        let start = Instant::now();
        std::hint::black_box(check(krate, policy));
        start.elapsed()
    });
    time.expect("there is a thread")
}

/// Builds the plugin; the time from the audit's start to the opening of the library, which includes the library's way
/// into the cache.
fn time_of_audit() -> Duration {
    let cache = Scratch::new();
    let (start, end) = (Cell::new(None), Cell::new(None));
    let on_stage = |stage| match stage {
        Stage::Audit => start.set(Some(Instant::now())),
        Stage::Open => end.set(Some(Instant::now())),
        _ => {}
    };
    cache.builder().on_stage(on_stage).build().expect("the plugin builds");
    let (start, end) = (start.get().expect("an audit"), end.get().expect("an opening"));
    end - start
}

fn time_of_build(policy: &Policy) -> Duration {
    let cache = Scratch::new();
    plugwright::find_toolchain(cache.path()).expect("there is a compiler");
    let start = Instant::now();
    cache.builder().policy(policy.clone()).build().expect("the plugin builds");
    start.elapsed()
}

/// What so many builds take longer behind the walls of the system, which is too little to be told from one.
fn time_of_walls(times: u64) -> Duration {
    let (walls, none) = (Policy::default(), unconfined());
    let pairs = (0..times).map(|_| (time_of_build(&walls), time_of_build(&none)));
    let (behind, open) = pairs.fold((Duration::ZERO, Duration::ZERO), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    behind.saturating_sub(open)
}

fn sandbox(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let toolchain = plugwright::find_toolchain(cache.path()).expect("there is a compiler");
    let (target, policy) = (Target::parse(&toolchain.cfg), Policy::default());
    let mut group = criterion.benchmark_group("sandbox");
    group.bench_function("build", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| time_of_build(&policy)).sum());
    });
    group.bench_function("check_and_audit", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| time_of_check(&target, &policy) + time_of_audit()).sum());
    });
    group.bench_function("all_walls", |bencher| {
        bencher.iter_custom(|times| {
            let own: Duration = (0..times).map(|_| time_of_check(&target, &policy) + time_of_audit()).sum();
            own + time_of_walls(times)
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .sample_size(10)
        .without_plots();
    targets = sandbox
}
criterion_main!(benches);
