use std::time::SystemTime;

use plugwright_analyzer::{Features, Sources, Target, extract, parse};
use plugwright_sandbox::{Confinement, Policy, Verdict, check};

use super::{Frame, Kept, words};
use crate::{Bridge, BuildOptions, Cache, Cancel, Key, Limits, Profile, build, find_toolchain, generate};

#[test]
fn reads_what_the_compiler_says_of_the_linker() {
    let said = b"LC_ALL=\"C\" PATH=\"/a b:/c\" \"/usr/bin/cc\" \"-m64\" \"/w/it's \\\"x\\\".o\" \"a=b\"\n";
    let frame = Frame::read("x".to_owned(), said).unwrap();
    assert_eq!(frame.program, "/usr/bin/cc");
    assert_eq!(frame.args, ["-m64", "/w/it's \"x\".o", "a=b"]);
    assert_eq!(frame.variables, [("LC_ALL".into(), "C".into()), ("PATH".into(), "/a b:/c".into())]);
    assert!(frame.is("x") && !frame.is("y"));
}

#[test]
fn takes_nothing_else_for_a_command() {
    for said in
        ["", "cc -o x", "\"cc\" \"x\"", "\"/cc\"", "\"/cc\" \"x", "\"/cc\" \"a\\n\"", "\"/cc\"\"x\"", "\"/cc\" X=\"y\""]
    {
        assert!(Frame::read(String::new(), said.as_bytes()).is_none(), "{said}");
    }
    assert_eq!(words("").map(|words| words.len()), Some(0));
}

fn bridge(text: &str) -> Bridge {
    let manifest = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let sources = Sources::from_files([("Cargo.toml", manifest), ("src/lib.rs", text)]);
    let bridge = parse(&sources, &Target::default(), |krate, _| match check(krate, &Policy::default()) {
        Verdict::Approved(approved) => {
            generate(&approved, &extract(krate)).in_profile(Profile::Dev).for_edits(krate.outline())
        }
        Verdict::Rejected(findings) => panic!("{findings:?}"),
    });
    bridge.unwrap()
}

/// Builds texts one after another in one folder, and returns for each whether its bridge was compiled.
fn compiled(texts: &[&str]) -> Vec<bool> {
    let root = tempfile::tempdir().unwrap();
    let (cache, kept) = (Cache::at(root.path()), Kept::default());
    let toolchain = find_toolchain(cache.root()).unwrap();
    let mut before = SystemTime::UNIX_EPOCH;
    let build = |text: &&str| {
        let bridge = bridge(text);
        let options = BuildOptions {
            cache: &cache,
            key: &Key::new(text, &Features::default(), &bridge.policy, &toolchain),
            limits: Limits::new(Cancel::default(), Confinement::default()),
            kept: Some(&kept),
            on_stage: &|_| {},
        };
        // A text that does not compile leaves the folder to the next.
        let _ = build(&bridge, &toolchain, &options);
        let left = kept.take().expect("a build leaves its folder");
        let made = left.workspace.path().join("bridge.o").metadata().and_then(|object| object.modified()).unwrap();
        kept.put(left);
        std::mem::replace(&mut before, made) != made
    };
    texts.iter().map(build).collect()
}

#[test]
fn a_bridge_is_compiled_when_it_would_be_another() {
    let texts = [
        "pub fn f(a: i64) -> i64 { a } pub fn g() -> String { String::new() }",
        "pub fn f(a: i64) -> i64 { a + 1 } pub fn g() -> String { format!(\"{:?}\", [1]) }",
        "pub fn f(a: i64) -> i64 { true }",
        "pub fn f(a: i64) -> i64 { a + 2 } pub fn g() -> String { String::from(\"g\") }",
        "pub fn f(a: i32) -> i64 { 3 } pub fn g() -> String { String::new() }",
        "pub fn f(a: i32) -> i64 { println!(); 3 } pub fn g() -> String { String::new() }",
    ];
    assert_eq!(compiled(&texts), [true, false, false, false, true, true]);
}
