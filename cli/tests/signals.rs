//! Ctrl-C, and its kin, in the middle of things.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::scene::Scene;

/// Longer than any of this takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(120);

/// The compiler computes for hours what this is.
const ENDLESS: &str = "
#![allow(long_running_const_eval)]
const SUM: u64 = {
    let mut sum = 0;
    while sum < u64::MAX {
        sum += 1;
    }
    sum
};
pub fn sum() -> u64 {
    SUM
}
";

#[test]
fn an_interrupted_build_leaves_nothing() {
    for signal in ["-INT", "-TERM"] {
        let scene = Scene::plugin(ENDLESS);
        let cache = scene.folder.path().join("cache");
        let scene = scene.cache(&cache);
        let child = scene.command(&["call", "sample", "sum"]).spawn().unwrap();
        wait_for(|| builds(&cache).len() == 2);
        kill(&child, signal);
        let output = child.wait_with_output().unwrap();
        assert_eq!(scene.shown(&output), "exit 130\n--- stderr\nerror: interrupted\n");
        assert_eq!(builds(&cache), [""; 0]);
    }
}

#[test]
fn an_interrupted_call_ends() {
    let scene = Scene::plugin("pub fn forever() {\n    println!(\"here\");\n    loop {}\n}");
    let mut child = scene.command(&["call", "sample", "forever"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "here\n");
    kill(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(scene.shown(&output), "exit 130\n--- stderr\nerror: interrupted\n");
}

/// Names of build folders and their claims.
fn builds(cache: &Path) -> Vec<String> {
    let entries = cache.join("work").read_dir().into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| name != "gate.lock").collect()
}

#[track_caller]
fn wait_for(mut happens: impl FnMut() -> bool) {
    let start = Instant::now();
    while !happens() {
        assert!(start.elapsed() < DEADLINE, "it does not happen");
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

fn kill(child: &Child, signal: &str) {
    let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}
