//! From an edit to the new version that serves, beside cargo's rebuild of the hand-written twin; the swap alone; opening
//! beside a bare `dlopen`; and what a library costs where a thousand are open.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plugwright::{Artifact, Builder, Cache, Library, Live, Profile, Value};
use plugwright_benches::{Account, Handwritten, Scratch, cargo, cargo_project, library_name};

/// Longer than any build takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many libraries are open at once in the last story.
const MANY: usize = 1000;

fn open(artifact: &Artifact) -> Library {
    // SAFETY: it was built and audited just now.
    unsafe { Library::open(artifact) }.expect("it opens")
}

/// Rebuilds the twin after an edit, and returns the time of cargo alone.
fn time_of_cargo(project: &Path, edit: u64) -> Duration {
    let source = project.join("src/lib.rs");
    let text = fs::read_to_string(&source).expect("it is there");
    fs::write(&source, format!("{text}\n#[unsafe(no_mangle)] pub extern \"C\" fn edit{edit}() -> u64 {{ {edit} }}\n"))
        .expect("it can be written");
    let start = Instant::now();
    let mut cargo = cargo();
    cargo.args(["build", "--release", "--quiet"]).current_dir(project);
    assert!(cargo.status().expect("cargo starts").success(), "the twin compiles");
    let _opened = Handwritten::open(&project.join("target/release").join(library_name()));
    start.elapsed()
}

fn text(edit: u64) -> String {
    format!(
        "pub fn add(a: i64, b: i64) -> i64 {{ a + b }}
         pub fn greet(name: &str) -> String {{ format!(\"Hello, {{name}}!\") }}
         pub fn edit() -> u64 {{ {edit} }}"
    )
}

/// A watched plugin, and the time from each edit until it serves.
fn time_of_edits(times: u64, profile: Profile) -> Duration {
    let (folder, cache) = (tempfile::tempdir().expect("there is a place"), Scratch::new());
    let source = folder.path().join("src/lib.rs");
    fs::create_dir(folder.path().join("src")).expect("it can be written");
    fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"edited\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    )
    .expect("it can be written");
    fs::write(&source, text(0)).expect("it can be written");
    let watch = Builder::new(folder.path()).profile(profile).cache(Cache::at(cache.path())).watch().expect("it builds");
    let edit = watch.function("edit").and_then(|edit| edit.typed::<(), u64>()).expect("it is of that type");
    let mut sum = Duration::ZERO;
    for number in 1..=times {
        let start = Instant::now();
        fs::write(&source, text(number)).expect("it can be written");
        while edit.call(()) != Ok(number) {
            assert!(start.elapsed() < PATIENCE, "{:?}", watch.reloads());
            drop(watch.wait(PATIENCE));
        }
        sum += start.elapsed();
    }
    sum
}

fn edits(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reload");
    let (project, number) = (cargo_project(), Cell::new(0));
    time_of_cargo(project.path(), 0);
    group.bench_function("cargo", |bencher| {
        bencher.iter_custom(|times| {
            (0..times).map(|_| time_of_cargo(project.path(), number.replace(number.get() + 1) + 1)).sum()
        });
    });
    group.bench_function("edit", |bencher| bencher.iter_custom(|times| time_of_edits(times, Profile::Release)));
    group.bench_function("edit_dev", |bencher| bencher.iter_custom(|times| time_of_edits(times, Profile::Dev)));
}

fn swaps(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let artifact = cache.builder().compile().expect("the plugin builds").artifact;
    let live = Live::new(open(&artifact));
    let mut group = criterion.benchmark_group("reload");
    let swap = |library| live.swap(library).expect("nothing changed");
    group.bench_function("swap", |bencher| bencher.iter_batched(|| open(&artifact), swap, BatchSize::PerIteration));
    let library = open(&artifact);
    let account = Account::of(&library);
    swap(library.clone());
    swap(open(&artifact));
    account.settle("being swapped in and out");
}

fn opening(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let artifact = cache.builder().compile().expect("the plugin builds").artifact;
    let folder = tempfile::tempdir().expect("there is a place");
    let mut group = criterion.benchmark_group("open");
    let number = Cell::new(0);
    group.bench_function("bare", |bencher| {
        bencher.iter(|| {
            let copy = folder.path().join(number.replace(number.get() + 1).to_string());
            fs::copy(&artifact.library, &copy).expect("it can be copied");
            // SAFETY: it was built and audited just now; the entry point takes nothing and returns an address.
            unsafe {
                let library = libloading::Library::new(&copy).expect("it opens");
                let entry = library.get::<unsafe extern "C" fn() -> *const u32>(b"plugwright_plugin_v1");
                assert!(!entry.expect("it is there")().is_null());
            }
            fs::remove_file(&copy).expect("it can be removed");
        });
    });
    let first_call = |library: &Library| {
        let add = library.function("add").and_then(|add| add.typed::<(i64, i64), i64>());
        add.expect("these are its types").call((2, 3)).expect("it adds")
    };
    group.bench_function("first_call", |bencher| bencher.iter(|| first_call(&open(&artifact))));
    // Not measured, since to look takes time too.
    let library = open(&artifact);
    let account = Account::of(&library);
    first_call(&library);
    account.settle("the first call");
}

/// A plugin of ten functions, open many times.
fn many(criterion: &mut Criterion) {
    let (folder, cache) = (tempfile::tempdir().expect("there is a place"), Scratch::new());
    fs::create_dir(folder.path().join("src")).expect("it can be written");
    fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"ten\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
        .expect("it can be written");
    let functions: String = (0..10).map(|n| format!("pub fn f{n}(a: i64) -> i64 {{ a + {n} }}\n")).collect();
    fs::write(folder.path().join("src/lib.rs"), functions).expect("it can be written");
    let builder = Builder::new(folder.path()).cache(Cache::at(cache.path()));
    let artifact = builder.compile().expect("it builds").artifact;
    let look_up = |library: &Library| library.call("f7", &[Value::from(1_i64)]).expect("it adds");
    let mut group = criterion.benchmark_group("many");
    let mut libraries = vec![open(&artifact)];
    look_up(&libraries[0]);
    let account = Account::of(&libraries[0]);
    group.bench_function("one", |bencher| bencher.iter(|| look_up(&libraries[0])));
    account.settle("the calls of the only plugin");
    let (before, start) = (resident(), Instant::now());
    libraries.extend((1..MANY).map(|_| open(&artifact)));
    let (took, grown) = (start.elapsed(), resident().saturating_sub(before));
    let others = MANY as u64 - 1;
    eprintln!(
        "{others} plugins of 10 functions: {:?} and {} KiB for each",
        took / u32::try_from(others).expect("few"),
        grown / others
    );
    let one = &libraries[MANY / 2];
    look_up(one);
    let account = Account::of(one);
    group.bench_function("thousand", |bencher| bencher.iter(|| look_up(one)));
    account.settle("the calls of one among many");
    group.bench_function("open_one_more", |bencher| bencher.iter_with_large_drop(|| open(&artifact)));
}

/// KiB of this process in memory; 0 where the system does not say.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5))
        .sample_size(10)
        .without_plots();
    targets = edits, swaps, opening, many
}
criterion_main!(benches);
