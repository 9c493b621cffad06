//! Rows without end: texts whose only purpose is that each part of them is looked at once for each other part. Where one is
//! not followed as far as it goes, what it might lead to counts. These tests end; that is what they show.

use std::collections::BTreeSet;

use plugwright_sandbox::Policy;

use super::support::findings;

const LENGTH: usize = 20_000;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("src")).expect("a folder");
    let manifest = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("a written manifest");
    std::fs::write(folder.path().join("src/lib.rs"), text).expect("a written file");
    let found = findings(folder.path(), &Policy::default());
    let codes: BTreeSet<_> = found.iter().map(|one| one.code.id).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn attributes_before_one_item() {
    check(&format!("{}pub fn run() {{}}", "#[cfg(unix)]\n".repeat(LENGTH)), &["A011"]);
    check(&format!("{}pub fn run() {{}}", "#[test]\n".repeat(LENGTH)), &["A011"]);
}

#[test]
fn words_that_no_item_ends_with() {
    check(&"#[cfg(unix)] fn a ".repeat(LENGTH), &["A011"]);
}

#[test]
fn imports_and_aliases_without_an_end() {
    check(&"use a (x) ".repeat(LENGTH), &["A011", "S034"]);
    check(&"type a ".repeat(LENGTH), &["A011", "S002"]);
    let params: String = (0..200).map(|at| format!("T{at}, ")).collect();
    let alias = format!("pub type A<{params}> = std::path::Path; pub fn run() -> bool {{ A::new(\"/\").exists() }}");
    check(&alias, &["S02B"]);
}

#[test]
fn repetitions_that_may_be_empty() {
    let text = "$($word)* ".repeat(LENGTH);
    check(&format!("macro_rules! m {{ ($word:ident) => {{ {text} }} }}"), &["A011"]);
}

#[test]
fn arguments_of_one_macro() {
    let names = |form: &dyn Fn(usize) -> String| (0..LENGTH).map(form).collect::<String>();
    let (given, written) = (names(&|at| format!("$($a{at}:tt)* ")), names(&|at| format!("$($a{at})* ")));
    check(&format!("macro_rules! m {{ ({given}) => {{ {written} }} }}"), &["A011"]);
}

/// A macro that hands what it is given to the next, `length` times.
fn chain(length: usize) -> String {
    let link = |at: usize| format!("macro_rules! m{at} {{ ($word:ident) => {{ m{}!($word) }} }}\n", at + 1);
    let end = format!("macro_rules! m{length} {{ ($word:ident) => {{ stringify!($word) }} }}\n");
    (0..length).map(link).collect::<String>() + &end
}

#[test]
fn macros_that_hand_on() {
    let calls = "m0!(std);".repeat(200);
    check(&format!("{}pub fn run() {{ {calls} }}", chain(40)), &[]);
    check(&format!("{}pub fn run() {{ {calls} }}", chain(2_000)), &["S040"]);
}
