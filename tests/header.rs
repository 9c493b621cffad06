//! A host in C, compiled against the generated headers.

use std::path::Path;
use std::process::Command;

use expect_test::expect;

use crate::plugins::{builder, fixture, folder_of};

const PLUGINS: [&str; 6] = ["scalars", "text", "data", "choices", "panics", "handles"];

#[test]
fn a_host_in_c_calls_plugins_by_their_headers() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the folder can be made");
    let mut libraries = Vec::new();
    for name in PLUGINS {
        let built = builder(fixture(name)).compile().unwrap_or_else(|error| panic!("{error}"));
        let header = plugwright::header(&built.artifact.interface);
        std::fs::write(folder.path().join(format!("{name}.h")), header).expect("the folder can be written");
        libraries.push(built.artifact.library);
    }
    let program = folder.path().join("host");
    compile(&fixture("hosts/c/main.c"), "c11", folder.path(), &program);
    let output = run(&program).args(&libraries).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    expect![[r#"
        a bool
        the byte 2
        HEY
        given!
        moon
        Shape
        the tag 9
        larger than 9
        index out of bounds: the len is 0 but the index is 0
        src/lib.rs
    "#]]
    .assert_eq(&text(&output.stdout));
}

/// Names that C, C++ or their headers have for something else, types that are called like functions, and types that hold
/// themselves.
#[test]
fn names_of_c_are_no_others() {
    let source = folder_of(
        r#"#![allow(non_camel_case_types)]
        /// A comment */ in /* a comment.
        pub struct Row {
            /// A comment */ in /* a comment.
            ///
            /// And a second one.
            pub int: i32,
            pub errno: u8, pub NULL: u8, pub class: u8, pub size_t: usize, pub r#if: u8
        }
        pub enum errno {
            /// A variant.
            int(u8),
            EOF(/** A field. */ u8),
            stdin
        }
        /// A comment */ in /* a comment.
        pub fn errno(errno: errno) -> errno { errno }
        pub fn open(row: Row) -> Row { row }
        pub fn int(int: i32) -> i32 { int }
        pub fn plugin() -> u8 { 1 }
        pub fn größe() -> u8 { 1 }
        pub fn grüße() -> u8 { 2 }
        pub struct Tree { pub children: Vec<Tree>, pub left: Option<Box<Tree>> }
        pub fn depth(tree: &Tree) -> usize {
            1 + tree.children.iter().chain(tree.left.as_deref()).map(depth).max().unwrap_or(0)
        }"#,
    );
    let built = builder(source.path()).compile().unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the folder can be made");
    let header = plugwright::header(&built.artifact.interface);
    for comment in [
        "    /* A comment * / in / * a comment.\n       \n       And a second one. */\n    int32_t int_;",
        "/* A variant. */\n#define sample_errno_int 0u",
        "            /* A field. */\n            uint8_t _0;",
    ] {
        assert!(header.contains(comment), "{header}");
    }
    std::fs::write(folder.path().join("names.h"), header).expect("the folder can be written");
    for (standard, host) in [("c99", "hosts/c/names.c"), ("c++17", "hosts/c/names.cpp")] {
        let program = folder.path().join(standard);
        compile(&fixture(host), standard, folder.path(), &program);
        let output = run(&program).arg(&built.artifact.library).output().expect("it starts");
        assert!(output.status.success(), "{standard}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Starts a program, under the checker of memory where `cargo xtask leaks` names one.
fn run(program: &Path) -> Command {
    let Ok(checker) = std::env::var("PLUGWRIGHT_CHECK_MEMORY") else { return Command::new(program) };
    let mut words = checker.split_whitespace();
    let mut command = Command::new(words.next().expect("a checker"));
    command.args(words).arg(program);
    command
}

/// Compiles with the compiler that the crate `cc` finds, and every warning as an error.
fn compile(source: &Path, standard: &str, headers: &Path, program: &Path) {
    let mut build = cc::Build::new();
    let target = &plugwright::find_toolchain(Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("there is one").host;
    build.cargo_metadata(false).opt_level(1).target(target).host(target).warnings(true).extra_warnings(true);
    let mut command = build.cpp(standard.starts_with("c++")).get_compiler().to_command();
    command.arg(format!("-std={standard}")).args(["-Wpedantic", "-Werror", "-Wno-missing-field-initializers"]);
    let output = command.arg("-I").arg(headers).arg(source).arg("-o").arg(program).arg("-ldl").output();
    let output = output.expect("the compiler starts");
    assert!(output.status.success(), "{standard}: {}", String::from_utf8_lossy(&output.stderr));
}
