//! How much slower it is to understand a crate than to parse its files: reading, the module tree, names and the
//! extraction, beside `syn::parse_file` alone; on one core, and on all that the machine has.

#![allow(missing_docs, reason = "Criterion's macros write items without documentation")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use plugwright_analyzer::{Target, extract, extract_in_parts, load, parse};
use plugwright_benches::{Scratch, package_folder};

/// Published crates of some size, from cargo's registry.
const CRATES: [&str; 2] = ["regex-syntax", "syn"];

/// Finds the functions that can be called.
fn analyse(folder: &Path, target: &Target) -> usize {
    let sources = load(folder).expect("the folder is readable");
    parse(&sources, target, |krate, _| extract(krate).exports.len()).expect("there is a thread")
}

/// Finds them on all cores.
fn analyse_on_all_cores(folder: &Path, target: &Target) -> usize {
    let sources = load(folder).expect("the folder is readable");
    extract_in_parts(&sources, target).expect("there are threads").0.exports.len()
}

/// Lists the files that the analysis parses.
fn parsed_files(folder: &Path, target: &Target) -> Vec<PathBuf> {
    let sources = load(folder).expect("the folder is readable");
    let files = parse(&sources, target, |krate, _| {
        let modules = krate.modules.iter().filter(|module| module.has_file);
        modules.map(|module| folder.join(&sources.file(module.file).path)).collect()
    });
    files.expect("there is a thread")
}

fn parse_bare(files: &[PathBuf]) -> usize {
    let items = files.iter().map(|path| {
        let text = fs::read_to_string(path).expect("the file is readable");
        syn::parse_file(&text).expect("the file is Rust").items.len()
    });
    let items = items.sum();
    // Without it, proc-macro2 keeps the text of every file that this thread ever parsed.
    proc_macro2::extra::invalidate_current_thread_spans();
    items
}

fn analysis(criterion: &mut Criterion) {
    let cache = Scratch::new();
    let toolchain = plugwright::find_toolchain(cache.path()).expect("there is a compiler");
    let target = Target::parse(&toolchain.cfg);
    let mut group = criterion.benchmark_group("analysis");
    for name in CRATES {
        let folder = package_folder(name);
        let files = parsed_files(&folder, &target);
        group.bench_function(format!("{name}_bare"), |bencher| bencher.iter(|| parse_bare(&files)));
        group.bench_function(name, |bencher| bencher.iter(|| analyse(&folder, &target)));
        group.bench_function(format!("{name}_on_all_cores"), |bencher| {
            bencher.iter(|| analyse_on_all_cores(&folder, &target));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .sample_size(20)
        .without_plots();
    targets = analysis
}
criterion_main!(benches);
