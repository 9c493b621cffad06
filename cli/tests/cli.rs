//! The command as a user meets it: what it prints where, and how it ends.

mod bad_input;
#[cfg(target_os = "linux")]
mod doctor;
mod granting;
mod hardship;
mod managing;
#[cfg(target_os = "linux")]
mod mounts;
mod policy;
mod repositories;
mod scene;
mod selection;
mod signals;
mod watching;

use std::process::Stdio;

use expect_test::expect;

use scene::Scene;

const SAMPLE: &str = r#"
use std::fmt::Write;

/// Greets somebody.
///
/// Not twice.
pub fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

/// Divides.
pub fn divide(a: i64, b: i64) -> Result<i64, String> {
    a.checked_div(b).ok_or_else(|| format!("cannot divide {a} by {b}"))
}

pub fn find(list: Vec<String>, what: &str) -> Option<usize> {
    list.iter().position(|item| item == what)
}

pub fn chatty() -> u8 {
    println!("on the way");
    7
}

pub fn nothing() {}

pub fn wide() -> (u128, f32, char) {
    (u128::MAX, 0.1, 'ß')
}

pub fn pointer(_: *const u8) {}

pub fn long() -> String {
    let mut text = String::new();
    for line in 0..20_000 {
        let _ = writeln!(text, "{line}");
    }
    text
}
"#;

#[test]
fn a_call_leaves_out_what_has_a_default() {
    let manifest = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                    [package.metadata.plugwright.defaults]\ngreet = { times = 2 }\n";
    let scene =
        Scene::plugin("/// Greets.\npub fn greet(name: &str, times: u8) -> String { name.repeat(times.into()) }")
            .file("sample/Cargo.toml", manifest);
    scene.check(
        "inspect sample",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.1.0

          greet(name: &str, times: u8 = 2) -> String  borrowed, scalar -> moved  Greets.
    "#]],
    );
    scene.check(
        "call sample greet Ho",
        expect![[r#"
        exit 0
        --- stdout
        HoHo
    "#]],
    );
    scene.check(
        "call sample greet Ho 3",
        expect![[r#"
        exit 0
        --- stdout
        HoHoHo
    "#]],
    );
    scene.check(
        "call sample greet",
        expect![[r#"
        exit 4
        --- stderr
        error: `greet(name: &str, times: u8 = 2) -> String` takes 1 to 2 arguments, but 0 were given
    "#]],
    );
}

#[test]
fn prints_results_for_people() {
    let scene = Scene::plugin(SAMPLE);
    scene.check(
        "call sample greet World",
        expect![[r#"
        exit 0
        --- stdout
        Hello, World!
    "#]],
    );
    scene.check(
        "call sample greet \"World\"",
        expect![[r#"
        exit 0
        --- stdout
        Hello, World!
    "#]],
    );
    scene.check(
        "call sample greet --grant=fs -- --json",
        expect![[r#"
        exit 0
        --- stdout
        Hello, --json!
    "#]],
    );
    scene.check(
        "call sample divide -7 2",
        expect![[r#"
        exit 0
        --- stdout
        -3
    "#]],
    );
    scene.check(
        "call sample divide -7 0",
        expect![[r#"
        exit 1
        --- stdout
        Err("cannot divide -7 by 0")
    "#]],
    );
    scene.check(
        "call sample find [\"a\",\"b\"] b",
        expect![[r#"
        exit 0
        --- stdout
        1
    "#]],
    );
    scene.check(
        "call sample nothing",
        expect![[r#"
        exit 0
        --- stdout
        null
    "#]],
    );
    scene.check(
        "call sample wide",
        expect![[r#"
        exit 0
        --- stdout
        [340282366920938463463374607431768211455,0.1,"ß"]
    "#]],
    );
    scene.check(
        "call sample chatty",
        expect![[r#"
        exit 0
        --- stdout
        on the way
        7
    "#]],
    );
}

#[test]
fn prints_one_json_value_for_programs() {
    let scene = Scene::plugin(SAMPLE);
    scene.check(
        "call --json sample greet 7",
        expect![[r#"
        exit 0
        --- stdout
        "Hello, 7!"
    "#]],
    );
    scene.check(
        "call sample divide -7 0 --json",
        expect![[r#"
        exit 1
        --- stdout
        {"Err":"cannot divide -7 by 0"}
    "#]],
    );
    scene.check(
        "call sample --json chatty",
        expect![[r#"
        exit 0
        --- stdout
        7
        --- stderr
        on the way
    "#]],
    );
    scene.check("call sample --json greeet x", expect![[r#"
        exit 4
        --- stderr
        {"error":{"kind":"no-such-call","status":4,"message":"`sample` has no function `greeet`; did you mean `greet`?","causes":[]}}
    "#]]);
}

#[test]
fn a_value_that_stays_in_the_plugin_says_what_it_is() {
    let scene = Scene::plugin(
        "#[derive(Debug)] pub struct Loud(u8); pub struct Still { x: u8 } pub struct Word { x: u8 }
         impl std::fmt::Display for Word {
             fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, \"the word {}\", self.x) }
         }
         pub fn loud() -> Option<Loud> { Some(Loud(1)) }
         pub fn still() -> Still { Still { x: 1 } }
         pub fn word(x: u8) -> Result<Word, String> { Ok(Word { x }) }",
    );
    scene.check(
        "call sample word 7",
        expect![[r#"
        exit 0
        --- stdout
        the word 7
    "#]],
    );
    scene.check(
        "call sample loud",
        expect![[r#"
        exit 0
        --- stdout
        Loud(1)
    "#]],
    );
    scene.check(
        "call sample still",
        expect![[r#"
        exit 0
        --- stdout
        Still
    "#]],
    );
    scene.check(
        "call sample word 7 --json",
        expect![[r#"
        exit 0
        --- stdout
        {"Ok":{"$handle":"1-1"}}
    "#]],
    );
}

#[test]
fn what_a_plugin_prints_comes_before_its_result() {
    let scene = Scene::plugin("pub fn half() -> u8 { print!(\"half a line, \"); 7 }");
    scene.check(
        "call sample half",
        expect![[r#"
            exit 0
            --- stdout
            half a line, 7
        "#]],
    );
}

#[test]
fn inspects_without_building() {
    let scene = Scene::plugin(SAMPLE);
    scene.check(
        "inspect sample",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.1.0

          chatty() -> u8                                        -> scalar
          divide(a: i64, b: i64) -> Result<i64, String>         scalar, scalar -> mirror    Divides.
          find(list: Vec<String>, what: &str) -> Option<usize>  mirror, borrowed -> mirror
          greet(name: &str) -> String                           borrowed -> moved           Greets somebody.
          long() -> String                                      -> moved
          nothing()                                             -> scalar
          wide() -> (u128, f32, char)                           -> mirror

        skipped, and why:
          pointer  src/lib.rs:31  parameter `arg0` has type `*const u8`: a raw pointer cannot cross
    "#]],
    );
    let narrow = Scene::plugin("/// One.\npub fn one() -> u8 { 1 }\npub unsafe fn two() {}");
    narrow.check("inspect --json sample", expect![[r#"
        exit 0
        --- stdout
        {"interface":{"krate":"sample","version":"0.1.0","functions":[{"path":"one","params":[],"result":{"int":"u8"},"docs":"One."}]},"skipped":[{"path":"two","kind":"unsafe","reason":"it is unsafe to call","file":"src/lib.rs","line":3,"column":15}],"diagnostics":[]}
    "#]]);
}

#[test]
fn checks_and_builds() {
    let scene = Scene::plugin(SAMPLE);
    let cache = scene.folder.path().join("cache");
    let scene = scene.cache(cache);
    let first = scene.run(&["check", "sample"]);
    assert!(first.contains("nothing is granted") && first.contains("compiled, and the compiled code"), "{first}");
    assert_eq!(
        scene.run(&["check", "sample"]),
        first.replace("compiled, and the compiled code was", "unchanged since it was compiled and")
    );
    scene.check(
        "check sample --grant fs",
        expect![[r#"
            exit 0
            --- stdout
            sample 0.1.0 can be used as a plugin
              sources    no warning
              policy     fs granted, and nothing is refused
              library    compiled, and the compiled code was audited
              functions  7 can be called

            skipped, and why:
              pointer  src/lib.rs:31  parameter `arg0` has type `*const u8`: a raw pointer cannot cross
        "#]],
    );
    scene.check(
        "check --json sample",
        expect![[r#"
        exit 0
        --- stdout
        []
    "#]],
    );
    let shown = scene.run(&["build", "sample", "-o", "sample.so"]);
    assert!(shown.starts_with("exit 0\n--- stdout\nwrote sample.so: 7 functions, "), "{shown}");
    assert!(scene.folder.path().join("sample.so").metadata().unwrap().len() > 1000);
    let json = scene.run(&["build", "sample", "--json", "-o", "sample.so"]);
    assert!(json.starts_with("exit 0\n--- stdout\n{\"artifact\":{\"library\":\"sample.so\",\"digest\":\""), "{json}");
    assert_eq!(std::fs::read_dir(scene.folder.path()).unwrap().count(), 4, "no temporary file is left");
    let nowhere = scene.run(&["build", "sample", "-o", "nowhere/sample.so"]);
    assert!(
        nowhere.starts_with("exit 5\n--- stderr\nerror: cannot write `nowhere/sample.so`\n  caused by: "),
        "{nowhere}"
    );
}

#[test]
fn warnings_stop_nothing() {
    let scene = Scene::plugin("pub extern \"C\" fn f() {}\n\npub fn g() {}");
    scene.run(&["check", "sample"]);
    scene.check(
        "check sample",
        expect![[r#"
            exit 0
            --- stdout
            sample 0.1.0 can be used as a plugin
              sources    1 warning
              policy     nothing is granted, and nothing is refused
              library    unchanged since it was compiled and audited
              functions  1 can be called

            skipped, and why:
              f  src/lib.rs:1  it is an extern function
            --- stderr
            warning[S014]: defines a function with a foreign calling convention
             --> src/lib.rs:1:5
              |
            1 | pub extern "C" fn f() {}
              |     ^^^^^^
              |
              = note: rule `extern-fn-definition`
              = help: grant `ffi` to allow this

        "#]],
    );
    scene.check("check sample --json", expect![[r#"
        exit 0
        --- stdout
        [{"code":{"id":"S014","name":"extern-fn-definition","summary":"defines a function with a foreign calling convention"},"severity":"warning","message":"defines a function with a foreign calling convention","span":{"file":"src/lib.rs","start":{"line":1,"column":5},"end":{"line":1,"column":11}},"notes":[],"help":"grant `ffi` to allow this"}]
    "#]]);
}

#[test]
fn a_new_plugin_can_be_called() {
    let scene = Scene::empty();
    scene.check(
        "new my-plugin",
        expect![[r#"
        exit 0
        --- stdout
        wrote the plugin my-plugin; call it with:
          plugwright call my-plugin greet World
    "#]],
    );
    scene.check(
        "call my-plugin greet World",
        expect![[r#"
        exit 0
        --- stdout
        Hello, World!
    "#]],
    );
    scene.check(
        "call my-plugin divide 1 0",
        expect![[r#"
        exit 1
        --- stdout
        Err("cannot divide 1 by 0")
    "#]],
    );
    scene.check(
        "new my-plugin",
        expect![[r#"
        exit 2
        --- stderr
        error: `my-plugin` is there already
    "#]],
    );
    scene.check(
        "new fn",
        expect![[r#"
        exit 2
        --- stderr
        error: `fn` cannot be the name of a crate: it is a keyword of Rust
    "#]],
    );
    scene.check(
        "new ../up",
        expect![[r#"
        exit 2
        --- stderr
        error: `../up` cannot be the name of a crate: only the letters a to z, digits, `-` and `_` may be in it
    "#]],
    );
}

#[test]
fn doctor_names_what_is_missing_and_what_confines() {
    let scene = Scene::empty();
    let found = scene.run(&["doctor"]);
    assert!(found.starts_with("exit 0\n") && found.contains("rustc 1."), "{found}");
    for mechanism in ["privileges", "landlock", "seccomp", "network-namespace", "limits"] {
        assert!(found.contains(mechanism), "{mechanism} is not in {found}");
    }
    let output = scene.command(&["doctor"]).env("PATH", "/nonexistent").output().unwrap();
    let missing = scene.shown(&output);
    assert!(missing.starts_with("exit 5\n") && missing.contains("https://sh.rustup.rs"), "{missing}");
    assert_eq!(missing.matches("install it with").count(), 4, "once for each: {missing}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let scene = Scene::plugin(SAMPLE);
    for line in ["call sample long", "call --json sample long", "inspect sample", "check sample", "--help"] {
        let mut child = scene.command(&scene::words(line)).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(scene.shown(&child.wait_with_output().unwrap()), "exit 0\n", "{line}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let scene = Scene::plugin(SAMPLE);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = scene.command(&["inspect", "sample"]).stdout(Stdio::from(full)).output().unwrap();
    expect![[r#"
        exit 5
        --- stderr
        error: cannot write to standard output
          caused by: No space left on device (os error 28)
    "#]]
    .assert_eq(&scene.shown(&output));
}

#[test]
fn processes_that_build_the_same_plugin_at_once_build_it_once() {
    let cache = tempfile::tempdir().expect("there is a place for temporary files");
    let scene = Scene::plugin("pub fn value() -> u8 { 7 }").cache(cache.path());
    let started: Vec<_> = (0..4)
        .map(|number| {
            let file = format!("out{number}.so");
            let mut command = scene.command(&["build", "sample", "-o", &file, "--timings"]);
            command.spawn().expect("the command starts")
        })
        .collect();
    let outputs: Vec<_> = started.into_iter().map(|child| child.wait_with_output().expect("it ends")).collect();
    assert!(outputs.iter().all(|output| output.status.success()), "{outputs:?}");
    let compiled =
        |output: &&std::process::Output| String::from_utf8_lossy(&output.stdout).contains("compiling the plugin");
    assert_eq!(outputs.iter().filter(compiled).count(), 1, "{outputs:?}");
    let libraries: Vec<_> = (0..4).map(|number| scene.bytes(&format!("out{number}.so"))).collect();
    assert!(libraries.iter().all(|library| *library == libraries[0]));
}
