//! The corpus of attacks and look-alikes: every crate must get the verdict that its `EXPECT.toml` states, from the layer
//! that it states or an earlier one. Nothing of a crate is run here, and no tool is started in its folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use plugwright_analyzer::{Diagnostic, Severity};
use plugwright_sandbox::Policy;

use crate::support::{audit_build, audit_object, compile, corpus, judge};

/// One crate of the corpus.
struct Case {
    id: String,
    verdict: String,
    layer: String,
    phase: String,
    rules: Vec<String>,
    compiles: bool,
    folder: PathBuf,
    links: BTreeMap<String, String>,
}

fn cases(corpus: &Path) -> Vec<Case> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(corpus)
        .expect("the corpus can be listed")
        .map(|entry| entry.expect("an entry").path())
        .filter(|folder| folder.join("EXPECT.toml").is_file())
        .collect();
    folders.sort();
    folders.into_iter().map(case).collect()
}

fn case(folder: PathBuf) -> Case {
    let text = std::fs::read_to_string(folder.join("EXPECT.toml")).expect("EXPECT.toml can be read");
    let table: toml::Table = text.parse().expect("EXPECT.toml is TOML");
    let string = |key: &str| table[key].as_str().expect("a string").to_string();
    let strings = |value: &toml::Value| value.as_str().expect("a string").to_string();
    let list = |key: &str| table.get(key).and_then(toml::Value::as_array).into_iter().flatten().map(strings).collect();
    let links = table.get("links").and_then(toml::Value::as_table).into_iter().flatten();
    Case {
        id: string("id"),
        verdict: string("verdict"),
        layer: string("layer_expected"),
        phase: table.get("phase").and_then(toml::Value::as_str).unwrap_or_default().to_string(),
        rules: list("rules"),
        compiles: table["compiles"].as_bool() == Some(true),
        links: links.map(|(name, target)| (name.clone(), strings(target))).collect(),
        folder,
    }
}

/// A copy of the crate with the links that it asks for.
fn copy(case: &Case) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    copy_folder(&case.folder, copy.path());
    for (name, target) in &case.links {
        let link = copy.path().join(name);
        std::fs::create_dir_all(link.parent().expect("a folder")).expect("the link's folder");
        make_link(target, &link);
    }
    copy
}

#[cfg(unix)]
fn make_link(target: &str, link: &Path) {
    std::os::unix::fs::symlink(target, link).expect("a symbolic link");
}

#[cfg(windows)]
fn make_link(target: &str, link: &Path) {
    std::os::windows::fs::symlink_file(target, link).expect("a symbolic link");
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder that can be listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy_folder(&entry.path(), &target);
        } else if entry.file_name() != "EXPECT.toml" {
            std::fs::copy(entry.path(), &target).expect("a copied file");
        }
    }
}

/// Where a case was stopped.
enum Stop {
    Before(Vec<Diagnostic>),
    Audit(Vec<Diagnostic>),
    Nowhere,
}

fn stop(case: &Case) -> Stop {
    let copy = copy(case);
    let policy = Policy::default();
    match judge(copy.path(), &policy) {
        Err(found) => Stop::Before(found),
        Ok(approved) if case.compiles && case.layer != "runtime" => match audit_build(&approved, &policy) {
            Err(found) => Stop::Audit(found),
            Ok(()) => Stop::Nowhere,
        },
        Ok(_) => Stop::Nowhere,
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the table is the test's report")]
fn every_crate_gets_its_verdict() {
    let mut wrong = String::new();
    let mut table: BTreeMap<(String, String), [usize; 3]> = BTreeMap::new();
    for case in cases(&corpus()) {
        let stopped = stop(&case);
        let row = table.entry((case.verdict.clone(), case.layer.clone())).or_default();
        let (column, found) = match &stopped {
            Stop::Before(found) => (0, found.as_slice()),
            Stop::Audit(found) => (1, found.as_slice()),
            Stop::Nowhere => (2, &[][..]),
        };
        row[column] += 1;
        let right = match case.verdict.as_str() {
            "accept" => column == 2,
            "reject" if case.layer == "binary" => column < 2,
            "reject" => column == 0,
            _ => true,
        };
        let placed = found.iter().all(|finding| !finding.message.is_empty());
        let named = column == 2
            || case.rules.is_empty()
            || found.iter().any(|finding| case.rules.iter().any(|rule| rule == finding.code.id));
        if !right || !placed || !named {
            let _ = writeln!(wrong, "{} ({}, {}, {:?}):", case.id, case.verdict, case.layer, case.rules);
            found.iter().for_each(|finding| {
                let _ = writeln!(wrong, "    {finding}");
            });
        }
    }
    for ((verdict, layer), [before, audit, nowhere]) in &table {
        println!("{verdict:8} {layer:9} stopped by sources {before:3}, by audit {audit:3}, let through {nowhere:3}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What nothing in the source can lift.
const FORBIDDEN: &[&str] = &[
    "-Funsafe_code",
    "-Fmissing_unsafe_on_extern",
    "-Funsafe_attr_outside_unsafe",
    "-Ftext_direction_codepoint_in_comment",
    "-Ftext_direction_codepoint_in_literal",
];

/// Each wall must hold most of what the others would stop: a fault in one is then no way in.
#[test]
#[expect(clippy::print_stdout, reason = "the table is the test's report")]
fn the_walls_hold_without_each_other() {
    let (mut total, mut without_scan, mut without_compiler) = (0, 0, 0);
    for case in cases(&corpus()).iter().filter(|case| case.verdict == "reject" && case.phase == "run") {
        let copy = copy(case);
        let found = judge(copy.path(), &Policy::default()).err().unwrap_or_default();
        let of_family = |family: char| !is_clean_of(&found, family);
        total += 1;
        without_compiler += usize::from(of_family('M') || of_family('S') || of_family('A'));
        let stopped = of_family('M') || !case.compiles || !compiles_to_something_clean(copy.path());
        without_scan += usize::from(stopped);
        if !stopped {
            println!("only the source scan stops {}", case.folder.display());
        }
    }
    println!(
        "run-phase attacks: {total}; stopped without the source scan: {without_scan}; without compiler and audit: {without_compiler}"
    );
    assert!(without_scan * 100 >= total * 90, "{without_scan} of {total}");
    assert!(without_compiler * 100 >= total * 85, "{without_compiler} of {total}");
}

fn is_clean_of(found: &[Diagnostic], family: char) -> bool {
    found.iter().all(|finding| finding.severity != Severity::Error || !finding.code.id.starts_with(family))
}

fn compiles_to_something_clean(folder: &Path) -> bool {
    let manifest: toml::Table =
        std::fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest").parse().expect("a manifest in TOML");
    let edition = manifest["package"].get("edition").and_then(toml::Value::as_str).unwrap_or("2015");
    let target = tempfile::tempdir().expect("a temporary folder");
    let object = target.path().join("plugin.rlib");
    let flags: Vec<String> = FORBIDDEN.iter().map(|flag| flag.to_string()).collect();
    let out = compile(&folder.join("src/lib.rs"), ("plug", edition), &flags, &object);
    out.status.success() && audit_object(&object, "plug", &Policy::default()).is_ok()
}
