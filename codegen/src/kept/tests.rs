use std::time::SystemTime;

use plugwright_analyzer::{Features, Sources, Target, extract, parse};
use plugwright_interface::abi::Facts;
use plugwright_sandbox::{Confinement, Policy, Verdict, check};
use tempfile::TempDir;

use super::{Frame, Kept, words};
use crate::{
    Bridge, BuildOptions, Built, Cache, Cancel, Error, Key, Limits, Profile, Toolchain, build, find_toolchain, generate,
};

const NO_FACTS: Facts = Facts { prints: false, unproven: false };

#[test]
fn reads_what_the_compiler_says_of_the_linker() {
    let said = b"LC_ALL=\"C\" PATH=\"/a b:/c\" \"/usr/bin/cc\" \"-m64\" \"/w/it's \\\"x\\\".o\" \"a=b\"\n";
    let frame = Frame::read(("x".to_owned(), NO_FACTS), said).unwrap();
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
        assert!(Frame::read((String::new(), NO_FACTS), said.as_bytes()).is_none(), "{said}");
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

/// A folder in which texts are built one after another.
struct Place {
    _root: TempDir,
    cache: Cache,
    kept: Kept,
    toolchain: Toolchain,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::at(root.path());
        let toolchain = find_toolchain(cache.root()).unwrap();
        Self { _root: root, cache, kept: Kept::default(), toolchain }
    }

    fn build(&self, text: &str) -> Result<Built, Error> {
        let bridge = bridge(text);
        let options = BuildOptions {
            cache: &self.cache,
            key: &Key::new(text, &Features::default(), &bridge.policy, &self.toolchain),
            limits: Limits::new(Cancel::default(), Confinement::default()),
            kept: Some(&self.kept),
            on_stage: &|_| {},
        };
        build(&bridge, &self.toolchain, &options)
    }
}

/// Builds texts one after another in one folder, and returns for each whether its bridge was compiled.
fn compiled(texts: &[&str]) -> Vec<bool> {
    let place = Place::new();
    let mut before = SystemTime::UNIX_EPOCH;
    let build = |text: &&str| {
        // A text that does not compile leaves the folder to the next.
        let _ = place.build(text);
        let left = place.kept.take().expect("a build leaves its folder");
        let made = left.workspace.path().join("bridge.o").metadata().and_then(|object| object.modified()).unwrap();
        place.kept.put(left);
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

#[test]
fn a_library_that_is_linked_again_is_the_one_that_would_be_built_anew() {
    let [before, after] = [1, 2].map(|n| format!("pub fn f() -> String {{ \"{n}\".repeat({n}) }}"));
    let (edited, new) = (Place::new(), Place::new());
    edited.build(&before).unwrap();
    let [again, anew] = [&edited, &new].map(|place| place.build(&after).unwrap().artifact.digest);
    assert_eq!(again, anew);
    if cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) {
        let frame = edited.kept.take().and_then(|left| left.frame).unwrap();
        assert!(frame.direct.is_some(), "the linker of the toolchain takes the plugin from a pipe");
    }
}
