//! A thousand reloads, in a process of their own: what they leave in memory can only be seen where nothing else runs.

#![allow(clippy::print_stdout, reason = "a test of its own, which says what it measured")]

use std::fmt::Write as _;
use std::path::Path;

use plugwright::{Builder, Cache, Library, Live, Unload, Value};

const RELOADS: u64 = 1_000;

#[allow(unsafe_code, reason = "as the facade does it")]
fn open(artifact: &plugwright::Artifact) -> Library {
    // SAFETY: it was built and audited just now.
    unsafe { Library::open(artifact) }.expect("it opens")
}

fn built(name: &str, text: &str) -> plugwright::Artifact {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    std::fs::create_dir(folder.path().join("src")).expect("the folder can be written");
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("the folder can be written");
    std::fs::write(folder.path().join("src/lib.rs"), text).expect("the folder can be written");
    let cache = Cache::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    Builder::new(folder.path()).cache(cache).compile().expect("it builds").artifact
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
