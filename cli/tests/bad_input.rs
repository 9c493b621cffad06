//! Every kind of bad input ends in a message that says what to do, and in the exit status for it.

use expect_test::{Expect, expect};

use crate::scene::Scene;

#[track_caller]
fn check(library: &str, line: &str, expect: Expect) {
    Scene::plugin(library).check(line, expect);
}

#[test]
fn usage() {
    let scene = Scene::empty();
    scene.check(
        "call sample",
        expect![[r#"
        exit 2
        --- stderr
        error: the following required arguments were not provided:
          <FUNCTION>

        Usage: plugwright call <DIR> <FUNCTION> [ARG]...

        For more information, try '--help'.
    "#]],
    );
    scene.check("check sample --grant filez", expect![[r#"
        exit 2
        --- stderr
        error: invalid value 'filez' for '--grant <CAP,…>': unknown capability `filez`, expected one of unsafe, ffi, process, fs, net, env, thread, stdin, clock, build-script, proc-macro, dependencies

        For more information, try '--help'.
    "#]]);
    scene.check(
        "frobnicate",
        expect![[r#"
        exit 2
        --- stderr
        error: unrecognized subcommand 'frobnicate'

        Usage: plugwright <COMMAND>

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn folders_that_hold_no_plugin() {
    let scene = Scene::empty().file("file", "").file("empty/x", "");
    let scene = scene.file("binary/Cargo.toml", "[package]\nname = \"binary\"\n").file("binary/src/main.rs", "");
    scene.check(
        "call nowhere f",
        expect![[r#"
        exit 5
        --- stderr
        error: cannot read the plugin
          caused by: `nowhere` is not a folder
    "#]],
    );
    scene.check("call nowhere f --json", expect![[r#"
        exit 5
        --- stderr
        {"error":{"kind":"build-failed","status":5,"message":"cannot read the plugin","causes":["`nowhere` is not a folder"]}}
    "#]]);
    scene.check(
        "call file f",
        expect![[r#"
        exit 5
        --- stderr
        error: cannot read the plugin
          caused by: `file` is not a folder
    "#]],
    );
    scene.check(
        "call empty f",
        expect![[r#"
            exit 5
            --- stderr
            error[A001]: the folder has no Cargo.toml
             |
             = note: rule `no-manifest`
             = help: a plugin is a cargo package; `cargo init --lib` makes one

            error: the plugin has faults (1 error)
        "#]],
    );
    scene.check(
        "call binary f",
        expect![[r#"
        exit 5
        --- stderr
        error[A003]: the package `binary` has no library target
         --> Cargo.toml:2:8
          |
        2 | name = "binary"
          |        ^^^^^^^^
          |
          = note: rule `no-library`: the package has no library target
          = help: a plugin's functions live in `src/lib.rs`, or in the file that `[lib] path` names

        error: the plugin has faults (1 error)
    "#]],
    );
}

#[test]
fn sources_with_faults() {
    check(
        "pub fn broken( -> u8 {\n",
        "call sample broken",
        expect![[r#"
            exit 5
            --- stderr
            error[A010]: this `{` is never closed
             --> src/lib.rs:1:22
              |
            1 | pub fn broken( -> u8 {
              |                      ^
              |
              = note: rule `syntax`: a source file does not parse

            error: the plugin has faults (1 error)
        "#]],
    );
    check(
        "mod absent;",
        "check sample",
        expect![[r#"
        exit 5
        --- stderr
        error[A004]: the module `absent` has no file
         --> src/lib.rs:1:5
          |
        1 | mod absent;
          |     ^^^^^^
          |
          = note: rule `missing-module`: a `mod` names a file that does not exist
          = help: create `src/absent.rs` or `src/absent/mod.rs`

        error: the plugin has faults (1 error)
    "#]],
    );
    check(
        "#[path = \"lib.rs\"]\nmod again;",
        "check sample",
        expect![[r#"
        exit 3
        --- stderr
        error[S007]: the `#[path]` in `src/lib.rs` leads back to a file that it is part of
         --> src/lib.rs:1:3
          |
        1 | #[path = "lib.rs"]
          |   ^^^^
          |
          = note: rule `module-cycle`: a file is a module of itself

        error[A006]: `src/lib.rs` is a module inside itself
         --> src/lib.rs:2:5
          |
        2 | mod again;
          |     ^^^^^
          |
          = note: rule `module-cycle`: a file is a module inside itself

        error: the policy refuses the plugin (2 errors)
    "#]],
    );
    check(
        "pub fn wrong() -> u8 {\n    \"text\"\n}",
        "check sample",
        expect![[r#"
        exit 5
        --- stderr
        error[C001]: mismatched types (E0308)
         --> src/lib.rs:2:5
          |
        2 |     "text"
          |     ^^^^^^
          |
          = note: rule `does-not-compile`: the compiler rejects the plugin's own source

        error: the plugin has faults (1 error)
    "#]],
    );
    let scene = Scene::plugin("mod latin;").file("sample/src/latin.rs", b"// caf\xe9\n");
    scene.check(
        "check sample",
        expect![[r#"
        exit 5
        --- stderr
        error[A009]: `src/latin.rs` is not UTF-8 at byte 6
        --> src/latin.rs:1:7
         = note: rule `not-utf8`: a source file is not UTF-8

        error: the plugin has faults (1 error)
    "#]],
    );
    check(
        "mod absent;",
        "check --json sample",
        expect![[r#"
        exit 5
        --- stdout
        [{"code":{"id":"A004","name":"missing-module","summary":"a `mod` names a file that does not exist"},"severity":"error","message":"the module `absent` has no file","span":{"file":"src/lib.rs","start":{"line":1,"column":5},"end":{"line":1,"column":11}},"notes":[],"help":"create `src/absent.rs` or `src/absent/mod.rs`"}]
    "#]],
    );
}

#[test]
fn plugins_that_the_policy_refuses() {
    let reads = "pub fn read() -> Option<String> {\n    std::fs::read_to_string(\"x\").ok()\n}\n\nuse std::net;\n";
    check(
        reads,
        "check sample",
        expect![[r#"
            exit 3
            --- stderr
            error[S021]: uses `std::fs::read_to_string`
             --> src/lib.rs:2:5
              |
            2 |     std::fs::read_to_string("x").ok()
              |     ^^^^^^^^^^^^^^^^^^^^^^^
              |
              = note: rule `api-fs`: uses `std::fs`
              = help: grant `fs` to allow this

            error: the policy refuses the plugin (1 error)
        "#]],
    );
    check(
        reads,
        "call sample read --json",
        expect![[r#"
            exit 3
            --- stderr
            {"error":{"kind":"refused","status":3,"message":"the policy refuses the plugin: src/lib.rs:2:5: uses `std::fs::read_to_string`","causes":[],"diagnostics":[{"code":{"id":"S021","name":"api-fs","summary":"uses `std::fs`"},"severity":"error","message":"uses `std::fs::read_to_string`","span":{"file":"src/lib.rs","start":{"line":2,"column":5},"end":{"line":2,"column":28}},"notes":[],"help":"grant `fs` to allow this"}]}}
        "#]],
    );
    check(
        reads,
        "call sample read --grant fs,net",
        expect![[r#"
        exit 0
        --- stdout
        null
    "#]],
    );
}

#[test]
fn nothing_to_call() {
    check(
        "fn private() {}",
        "call sample private",
        expect![[r#"
            exit 4
            --- stderr
            error[A014]: the plugin exports no function that can be called
             |
             = note: rule `no-function`
             = help: a plugin's functions are `pub fn`s in the library's root or in its public modules

            error: the plugin has no function that can be called
        "#]],
    );
    check(
        "pub fn later<T>(_: T) {}",
        "call sample later",
        expect![[r#"
            exit 4
            --- stderr
            error[A014]: the plugin exports no function that can be called
             |
             = note: `later` was skipped: it is generic over `T` without one obvious instance (src/lib.rs:1:8)
             = note: rule `no-function`
             = help: a plugin's functions are `pub fn`s in the library's root or in its public modules

            error: the plugin has no function that can be called
        "#]],
    );
    check(
        "fn private() {}",
        "inspect sample",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.1.0

        no function that can be called
    "#]],
    );
}

#[test]
fn a_function_that_was_skipped() {
    check(
        "pub fn ok() {}\npub fn kept(text: &'static str) -> usize { text.len() }",
        "call sample kept x",
        expect![[r#"
            exit 4
            --- stderr
            error: `kept` cannot be called: parameter `text` has type `&'static str`: a borrowed argument does not last for `'static` (src/lib.rs:2)
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn temporary_files_that_cannot_be_made_cost_nothing_once_built() {
    let scene = Scene::plugin("pub fn one() -> u8 { 1 }");
    scene.run(&["call", "sample", "one"]);
    let output = scene.command(&["call", "sample", "one"]).env("TMPDIR", "/dev/null").output();
    assert_eq!(scene.shown(&output.expect("the command runs")), "exit 0\n--- stdout\n1\n");
}

#[test]
fn calls_that_do_not_fit() {
    let scene = Scene::plugin("pub fn add(a: i64, b: u8) -> i64 { a + i64::from(b) }\npub fn list(l: Vec<String>) {}");
    scene.check(
        "call sample ad 1 2",
        expect![[r#"
        exit 4
        --- stderr
        error: `sample` has no function `ad`; did you mean `add`?
    "#]],
    );
    scene.check(
        "call sample subtract 1 2",
        expect![[r#"
        exit 4
        --- stderr
        error: `sample` has no function `subtract`
    "#]],
    );
    scene.check(
        "call sample add 1",
        expect![[r#"
            exit 4
            --- stderr
            error: `add(a: i64, b: u8) -> i64` takes 2 arguments, but 1 was given
        "#]],
    );
    scene.check(
        "call sample add 1 2 3",
        expect![[r#"
        exit 4
        --- stderr
        error: `add(a: i64, b: u8) -> i64` takes 2 arguments, but 3 were given
    "#]],
    );
    scene.check(
        "call sample add 1 300",
        expect![[r#"
        exit 4
        --- stderr
        error: argument 2 (`b`) of `add(a: i64, b: u8) -> i64`: expected u8, found `300`
          caused by: invalid value: integer `300`, expected u8 at line 1 column 3
    "#]],
    );
    scene.check(
        "call sample add 1 \"2\"",
        expect![[r#"
        exit 4
        --- stderr
        error: argument 2 (`b`) of `add(a: i64, b: u8) -> i64`: expected u8, found `"2"`
          caused by: invalid type: string "2", expected u8 at line 1 column 3
    "#]],
    );
    scene.check(
        "call sample add x 2",
        expect![[r#"
        exit 4
        --- stderr
        error: argument 1 (`a`) of `add(a: i64, b: u8) -> i64`: expected i64, found `x`, which is no JSON
          caused by: expected value at line 1 column 1
    "#]],
    );
    scene.check(
        "call sample list [\"a\",1]",
        expect![[r#"
        exit 4
        --- stderr
        error: argument 1 (`l`) of `list(l: Vec<String>)`: expected Vec<String>, found `["a",1]`
          caused by: invalid type: integer `1`, expected text at line 1 column 6
    "#]],
    );
    scene.check("call sample add 1 -2 --json", expect![[r#"
        exit 4
        --- stderr
        {"error":{"kind":"no-such-call","status":4,"message":"argument 2 (`b`) of `add(a: i64, b: u8) -> i64`: expected u8, found `-2`","causes":["invalid value: integer `-2`, expected u8 at line 1 column 2"]}}
    "#]]);
}

#[test]
fn a_plugin_that_panics() {
    let library = "pub fn boom(text: &str) -> u8 {\n    panic!(\"it said {text}\")\n}";
    check(
        library,
        "call sample boom no",
        expect![[r#"
        exit 6
        --- stderr
        error: `boom` panicked at src/lib.rs:2:5: it said no
    "#]],
    );
    check(
        library,
        "call sample boom no --json",
        expect![[r#"
        exit 6
        --- stderr
        {"error":{"kind":"panicked","status":6,"message":"`boom` panicked at src/lib.rs:2:5: it said no","causes":[],"panic":{"message":"it said no","file":"src/lib.rs","line":2,"column":5}}}
    "#]],
    );
}

#[test]
fn no_compiler() {
    let scene = Scene::plugin("pub fn f() {}");
    let output = scene.command(&["call", "sample", "f"]).env("PATH", "/nonexistent").output().unwrap();
    let shown = scene.shown(&output);
    let expect = "exit 5\n--- stderr\nerror: cannot build the plugin\n  caused by: no Rust compiler (rustc) found; install it with: ";
    assert!(shown.starts_with(expect), "{shown}");
}

#[test]
fn a_cache_that_cannot_be_written_costs_time_only() {
    let scene = Scene::plugin("pub fn one() -> u8 { 1 }").file("occupied", "");
    let cache = scene.folder.path().join("occupied");
    let scene = scene.cache(cache);
    let output = scene.command(&["call", "sample", "one"]).output().unwrap();
    let shown = scene.shown(&output);
    let expect = "exit 0\n--- stdout\n1\n--- stderr\nwarning: the library could not be kept in the cache: ";
    assert!(shown.starts_with(expect), "{shown}");
}

#[test]
fn of_any_number_of_findings_some_are_shown() {
    let row = |between: &str| (0..130).map(|number| format!("use nowhere::x{number};{between}")).collect::<String>();
    let found = Scene::plugin(&row("\n")).run(&["check", "sample"]);
    assert_eq!(found.matches("use nowhere::x").count(), 100, "{found}");
    let end = "note: 30 more findings are not shown; `--json` has all of them\n\nerror: the policy refuses the plugin (130 errors)\n";
    assert!(found.ends_with(end), "{found}");
    let long = Scene::plugin(&row(&" ".repeat(40))).run(&["check", "sample"]);
    assert!(long.contains("src/lib.rs:1:") && !long.contains("use nowhere::x1;"), "{long}");
    let json = Scene::plugin(&row("\n")).run(&["check", "sample", "--json"]);
    assert!(json.contains("nowhere::x129"), "{json}");
}
