//! The manager against what it is built on: a call by name, the discovery of many plugins, and their warm start.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plugwright::{Artifact, Builder, Cache, Library, Value};
use plugwright_benches::{Account, plugin_folder};
use plugwright_manager::{Manager, Options};
use tempfile::TempDir;

/// How many plugins lie in the base folder.
const PLUGINS: usize = 500;

/// A base folder of plugins, and the library that they are built to: their packages are the same to the byte, so that one
/// run of the compiler does for all. Each is still read, looked up, copied and loaded for itself.
struct Base {
    folder: TempDir,
    artifact: Artifact,
}

impl Base {
    fn new(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let cache = Cache::at(folder.path().join(".cache"));
        let source = fs::read_to_string(plugin_folder().join("src/lib.rs")).expect("the plugin is there");
        (0..count).for_each(|index| write(&folder.path().join(format!("plugin{index}")), index, &source));
        let built = Builder::new(folder.path().join("plugin0/code")).cache(cache).compile();
        Self { artifact: built.expect("the plugin builds").artifact, folder }
    }

    fn manager(&self) -> Manager {
        let cache = Cache::at(self.folder.path().join(".cache"));
        Manager::with_options(self.folder.path(), Options::default().cache(cache))
    }
}

fn write(folder: &Path, index: usize, source: &str) {
    let write = |path: &str, text: &str| fs::write(folder.join(path), text).expect("the disk has room");
    fs::create_dir_all(folder.join("code/src")).expect("the disk has room");
    write("code/src/lib.rs", source);
    write("code/Cargo.toml", "[package]\nname = \"code\"\nversion = \"1.0.0\"\nedition = \"2024\"\n");
    let source = r#""source": { "mode": "local_src", "path": "code" }"#;
    let about = format!(r#""name": "plugin{index}", "version": "1.0.0", "description": "One of many.""#);
    write("plugin.json", &format!("{{ {about}, {source} }}"));
}

fn call(criterion: &mut Criterion) {
    let base = Base::new(1);
    let manager = base.manager();
    manager.load_all().expect("the base folder is there");
    let cache = Cache::at(base.folder.path().join(".cache"));
    let plugin = Builder::new(base.folder.path().join("plugin0/code")).cache(cache).build().expect("the plugin builds");
    let managed = manager.get("plugin0").expect("the plugin runs");
    let args = [Value::from(2), Value::from(3)];
    plugin.call("add", &args).expect("it adds");
    let account = Account::of(plugin.library());
    let mut group = criterion.benchmark_group("manager");
    group.bench_function("direct", |bencher| bencher.iter(|| plugin.call("add", black_box(&args)).expect("it adds")));
    group.bench_function("by_name", |bencher| {
        bencher.iter(|| manager.call(black_box("plugin0"), "add", black_box(&args)).expect("it adds"));
    });
    group.bench_function("held", |bencher| {
        bencher.iter(|| managed.call("add", black_box(&args)).expect("it adds"));
    });
    account.settle("the calls of the plugin itself");
}

fn many(criterion: &mut Criterion) {
    let base = Base::new(PLUGINS);
    // What is measured is a warm start: everything was there once.
    drop(base.manager().load_all());
    let mut group = criterion.benchmark_group("manager");
    group.sample_size(10);
    group.bench_function("discover", |bencher| {
        bencher.iter_batched(
            || base.manager(),
            |manager| manager.discover().expect("it can be read"),
            BatchSize::PerIteration,
        );
    });
    // Reads the library, holds it against its digest and its interface, and loads a private copy: what a start does too,
    // which finds out before which library it is. Closing is no part of either.
    // SAFETY: the build above made this library.
    let open = || unsafe { Library::open(&base.artifact) }.expect("it opens");
    group.bench_function("open", |bencher| {
        bencher.iter_with_large_drop(|| (0..PLUGINS).map(|_| open()).collect::<Vec<_>>());
    });
    // The same on as many threads as the manager starts plugins on.
    group.bench_function("open_together", |bencher| {
        bencher.iter_with_large_drop(|| {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let share = |thread| (thread..PLUGINS).step_by(threads).map(|_| open()).collect::<Vec<_>>();
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
                threads.into_iter().map(|thread| thread.join().expect("it opens")).collect::<Vec<_>>()
            })
        });
    });
    group.bench_function("start", |bencher| {
        bencher.iter_with_large_drop(|| {
            let manager = base.manager();
            let started = manager.load_all().expect("it can be read");
            assert!(started.iter().all(|status| status.state.serves()), "{started:?}");
            manager
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = call, many
}
criterion_main!(benches);
