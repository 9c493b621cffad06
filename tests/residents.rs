//! A thousand reloads and a storm of edits, in a process of their own: what they leave in memory can only be seen where
//! nothing else runs.

#![allow(clippy::print_stdout, reason = "a test of its own, which says what it measured")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use plugwright::{Builder, Cache, Library, Live, Profile, Unload, Value};
use tempfile::TempDir;

const RELOADS: u64 = 1_000;

/// Edits of the storm, and how far they are apart.
const EDITS: u32 = 300;
const PAUSE: Duration = Duration::from_millis(10);

#[allow(unsafe_code, reason = "as the facade does it")]
fn open(artifact: &plugwright::Artifact) -> Library {
    // SAFETY: it was built and audited just now.
    unsafe { Library::open(artifact) }.expect("it opens")
}

fn folder_of(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    fs::create_dir(folder.path().join("src")).expect("the folder can be written");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("the folder can be written");
    fs::write(folder.path().join("src/lib.rs"), text).expect("the folder can be written");
    folder
}

fn built(name: &str, text: &str) -> plugwright::Artifact {
    let cache = Cache::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    Builder::new(folder_of(name, text).path()).cache(cache).compile().expect("it builds").artifact
}

/// Mappings, and KiB in memory.
fn measure() -> (i64, i64) {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("it can be read");
    let status = std::fs::read_to_string("/proc/self/status").expect("it can be read");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it says so");
    let resident = line.trim().trim_end_matches(" kB").parse().expect("a number");
    (i64::try_from(maps.lines().count()).expect("few"), resident)
}

/// Reloads many times, and returns by how many mappings and KiB the process has grown since the first few.
fn grown_by(artifact: &plugwright::Artifact, reloads: u64) -> (i64, i64) {
    let live = Live::new(open(artifact));
    let count = live.function("count").expect("it is there").typed::<(u64,), String>().expect("so");
    let mut before = measure();
    for reload in 0..reloads {
        if reload == reloads / 10 {
            before = measure();
        }
        assert_eq!(count.call((reload,)), Ok(reload.to_string()));
        assert_eq!(live.call("count", &[Value::from(reload)]), Ok(Value::from(reload.to_string())));
        live.swap(open(artifact)).expect("nothing changed");
    }
    let after = measure();
    drop(count);
    (after.0 - before.0, after.1 - before.1)
}

/// What a process has open.
fn files_and_threads() -> [usize; 2] {
    ["/proc/self/fd", "/proc/self/task"].map(|folder| fs::read_dir(folder).expect("it can be read").count())
}

/// Edits a watched plugin a hundred times a second, and says how many versions served and what the last one left.
fn storm() -> String {
    let text = |edit: u32| format!("pub fn edit() -> u32 {{ {edit} }}");
    // A cache of its own: what was built before would not be built now, and the first build takes memory to keep.
    let (folder, cache) = (folder_of("storm", &text(0)), tempfile::tempdir().expect("there is a place"));
    let builder = Builder::new(folder.path()).cache(Cache::at(cache.path())).profile(Profile::Dev);
    let watch = builder.watch().expect("it builds");
    // As editors save: beside the file, and renamed over it.
    let (saved, lib) = (folder.path().join("src/lib.new"), folder.path().join("src/lib.rs"));
    let save = |edit| fs::write(&saved, text(edit)).and_then(|()| fs::rename(&saved, &lib)).expect("it can be written");
    let served = || watch.call("edit", &[]).expect("it is there");
    let mut reports = 0;
    let mut settle = |edit: u32| {
        while served() != Value::from(edit) {
            reports += watch.wait(Duration::from_secs(120)).len();
        }
        reports
    };
    save(1);
    let first = settle(1);
    let (before, open_before) = (measure(), files_and_threads());
    let start = Instant::now();
    for edit in 2..=EDITS {
        save(edit);
        thread::sleep((start + PAUSE * edit).saturating_duration_since(Instant::now()));
    }
    let took = start.elapsed();
    let builds = settle(EDITS) - first;
    let (after, open_after) = (measure(), files_and_threads());
    let (mappings, memory) = (after.0 - before.0, after.1 - before.1);
    let said = format!(
        "{EDITS} edits in {:.1} s: {builds} builds, {} versions, {mappings} mappings, {memory} KiB more\n",
        took.as_secs_f64(),
        watch.version(),
    );
    assert!(watch.look().is_none(), "what serves is what is in the folder: {said}");
    // A build takes several times as long as the next edit; more builds than this would not have waited for each other.
    assert!(builds < EDITS as usize / 2, "{said}");
    assert_eq!(watch.serving().len(), 1, "{said}");
    assert_eq!(open_after, open_before, "{said}");
    // Each library that stayed would have left four mappings and 400 KiB; those of the allocator come and go.
    let builds = i64::try_from(builds).expect("a few");
    assert!(mappings < builds && memory < 2_000 + 100 * builds, "{said}");
    said
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn main() {
    let plain = built("plain", "pub fn count(n: u64) -> String { n.to_string() }");
    let (mappings, memory) = grown_by(&plain, RELOADS);
    let mut said =
        format!("{RELOADS} reloads of a plugin that can be unmapped: {mappings} mappings, {memory} KiB more\n");
    let pinned = built(
        "pinned",
        "thread_local! { static LAST: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) } }
         pub fn count(n: u64) -> String { LAST.with_borrow_mut(|last| { *last = n.to_string(); last.clone() }) }",
    );
    let reloads = RELOADS / 10;
    let (more, kib) = grown_by(&pinned, reloads);
    let counted = i64::try_from(reloads - reloads / 10).expect("few");
    writeln!(said, "each reload of one that cannot: {} mappings, {} KiB more", more / counted, kib / counted)
        .expect("memory");
    said += &storm();
    println!("{said}");
    assert_eq!(mappings, 0, "{said}");
    // What the allocator and the system's loader keep for the next time; 1,000 leaks of 1 KiB would be more.
    assert!(memory < 1_000, "{said}");
    assert!(more / counted >= 4, "a pinned library stays: {said}");
    let library = open(&plain);
    assert_eq!(library.unload(), Unload::Unmapped { left: 0 });
    println!("test result: ok");
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn main() {
    println!("this system does not unmap libraries");
}
