//! Tests of reading manifests, and of what features turn on.

use expect_test::{Expect, expect};

use crate::source::SourceFile;
use crate::{Features, FileKind, Sources};

use super::read;

#[track_caller]
fn check(text: &str, expect: &Expect) {
    check_files(&[("Cargo.toml", text), ("src/lib.rs", "")], None, expect);
}

#[track_caller]
fn check_files(files: &[(&str, &str)], workspace: Option<&str>, expect: &Expect) {
    let file =
        |path: &str, text: &str| SourceFile { path: path.to_owned(), bytes: text.into(), kind: FileKind::Regular };
    let files = files.iter().map(|(path, text)| file(path, text)).collect();
    let sources = Sources::new(std::path::PathBuf::new(), files, workspace.map(|text| file("../Cargo.toml", text)));
    let (manifest, diagnostics) = read(&sources);
    let version = manifest.version.as_deref().unwrap_or("-");
    let mut text = format!("{} {version} {}\n", manifest.name, manifest.edition.name());
    if let Some(library) = &manifest.library {
        let kind = if library.proc_macro { " proc-macro" } else { "" };
        text +=
            &format!("lib {} at {}{kind} {:?} ({})\n", library.name, library.path, library.crate_types, library.span);
    }
    for build in manifest.build.iter().chain(&manifest.links) {
        text += &format!("build {} ({})\n", build.value, build.span);
    }
    for dependency in &manifest.dependencies {
        text += &format!(
            "{:?} {}={} {:?} {:?}{}{} {:?} {:?} ({})\n",
            dependency.kind,
            dependency.name,
            dependency.package,
            dependency.version,
            dependency.origin,
            if dependency.optional { " optional" } else { "" },
            if dependency.default_features { "" } else { " bare" },
            dependency.features,
            dependency.target,
            dependency.span,
        );
    }
    for inherited in &manifest.inherited {
        text += &format!("inherits {} ({})\n", inherited.value, inherited.span);
    }
    for path in &manifest.paths {
        text += &format!("{} = {} ({})\n", path.value.0, path.value.1, path.span);
    }
    for diagnostic in diagnostics {
        text += &format!("{diagnostic}\n");
    }
    expect.assert_eq(&text);
}

#[test]
fn fills_in_the_defaults_of_cargo() {
    check(
        "[package]\nname = 'shell-words'",
        &expect![[r#"
        shell-words - 2015
        lib shell_words at src/lib.rs [] (Cargo.toml:2:8)
    "#]],
    );
    check(
        "[project]\nname = 'old'\nversion = '0.1.0'\nedition = '2018'",
        &expect![[r#"
        old 0.1.0 2018
        lib old at src/lib.rs [] (Cargo.toml:2:8)
    "#]],
    );
    check(
        "[package]\nname = 'a'\nlinks = 'z'\nreadme = '../R.md'\n[lib]\nname = 'b-c'\npath = 'l.rs'\nproc_macro = true\ncrate-type = ['cdylib']",
        &expect![[r#"
            a - 2015
            lib b_c at l.rs proc-macro ["cdylib"] (Cargo.toml:5:1)
            build z (Cargo.toml:3:9)
            readme = ../R.md (Cargo.toml:4:10)
        "#]],
    );
    check(
        "[package]\nname = 'a'\nautolib = false",
        &expect![[r#"
        a - 2015
        error[A003] Cargo.toml:2:8: the package `a` has no library target
    "#]],
    );
    check_files(
        &[("Cargo.toml", "[package]\nname = 'a-b'\n[lib]\n"), ("src/a_b.rs", "")],
        None,
        &expect![[r#"
        a-b - 2015
        lib a_b at src/a_b.rs [] (Cargo.toml:3:1)
    "#]],
    );
}

#[test]
fn finds_build_scripts() {
    let with = |text| [("Cargo.toml", text), ("src/lib.rs", ""), ("build.rs", "")];
    check_files(
        &with("[package]\nname = 'a'"),
        None,
        &expect![[r#"
        a - 2015
        lib a at src/lib.rs [] (Cargo.toml:2:8)
        build build.rs (Cargo.toml:1:1)
    "#]],
    );
    check_files(
        &with("[package]\nname = 'a'\nbuild = false"),
        None,
        &expect![[r#"
        a - 2015
        lib a at src/lib.rs [] (Cargo.toml:2:8)
    "#]],
    );
    check_files(
        &with("[package]\nname = 'a'\nbuild = 'other.rs'"),
        None,
        &expect![[r#"
        a - 2015
        lib a at src/lib.rs [] (Cargo.toml:2:8)
        build other.rs (Cargo.toml:3:9)
    "#]],
    );
    check_files(
        &with("[package]\nname = 'a'\nbuild = ['a.rs', 'b.rs']"),
        None,
        &expect![[r#"
        a - 2015
        lib a at src/lib.rs [] (Cargo.toml:2:8)
        build a.rs (Cargo.toml:3:9)
        build b.rs (Cargo.toml:3:9)
    "#]],
    );
}

#[test]
fn reads_every_table_of_dependencies() {
    check(
        "[package]\nname = 'a'
[dependencies]
one = '1'
two = { package = 'real-two', version = '2', optional = true, default-features = false, features = ['x'] }
three = { path = '../three' }
four = { git = 'https://example.org/four' }
five = { version = '5', registry = 'other' }
[dev-dependencies]
six = '6'
[build_dependencies]
seven = '7'
[target.'cfg(unix)'.dependencies]
eight = '8'
[target.x86_64-pc-windows-msvc.dev-dependencies.nine]
version = '9'",
        &expect![[r#"
            a - 2015
            lib a at src/lib.rs [] (Cargo.toml:2:8)
            Normal five=five Some("5") OtherRegistry("other") [] None (Cargo.toml:8:1)
            Normal four=four None Git("https://example.org/four") [] None (Cargo.toml:7:1)
            Normal one=one Some("1") Registry [] None (Cargo.toml:4:1)
            Normal three=three None Path("../three") [] None (Cargo.toml:6:1)
            Normal two=real-two Some("2") Registry optional bare ["x"] None (Cargo.toml:5:1)
            Dev six=six Some("6") Registry [] None (Cargo.toml:10:1)
            Build seven=seven Some("7") Registry [] None (Cargo.toml:12:1)
            Normal eight=eight Some("8") Registry [] Some("cfg(unix)") (Cargo.toml:14:1)
            Dev nine=nine Some("9") Registry [] Some("x86_64-pc-windows-msvc") (Cargo.toml:15:49)
        "#]],
    );
}

#[test]
fn inherits_from_a_workspace() {
    let text = "[package]\nname = 'a'\nversion.workspace = true\nedition = { workspace = true }\n[dependencies]\none.workspace = true\ntwo = { workspace = true, features = ['own'] }\n";
    let files = [("Cargo.toml", text), ("src/lib.rs", "")];
    let workspace = "[workspace.package]\nversion = '3.0.0'\nedition = '2024'\n[workspace.dependencies]\none = '1'\ntwo = { version = '2', features = ['base'] }\n";
    check_files(
        &files,
        Some(workspace),
        &expect![[r#"
        a 3.0.0 2024
        lib a at src/lib.rs [] (Cargo.toml:2:8)
        Normal one=one Some("1") Registry [] None (Cargo.toml:6:1)
        Normal two=two Some("2") Registry ["base", "own"] None (Cargo.toml:7:1)
        inherits package.version (Cargo.toml:3:1)
        inherits package.edition (Cargo.toml:4:11)
        inherits dependencies.one (Cargo.toml:6:1)
        inherits dependencies.two (Cargo.toml:7:1)
    "#]],
    );
    check_files(
        &files,
        None,
        &expect![[r#"
        a - 2015
        lib a at src/lib.rs [] (Cargo.toml:2:8)
        Normal one=one None UnknownWorkspace [] None (Cargo.toml:6:1)
        Normal two=two None UnknownWorkspace ["own"] None (Cargo.toml:7:1)
        inherits package.version (Cargo.toml:3:1)
        inherits package.edition (Cargo.toml:4:11)
        inherits dependencies.one (Cargo.toml:6:1)
        inherits dependencies.two (Cargo.toml:7:1)
        error[A002] Cargo.toml:3:1: `version` comes from a workspace, but no workspace defines it
        error[A002] Cargo.toml:4:11: `edition` comes from a workspace, but no workspace defines it
    "#]],
    );
}

#[test]
fn says_what_is_wrong() {
    check_files(
        &[("src/lib.rs", "")],
        None,
        &expect![[r#"
         - 2015
        error[A001] the folder has no Cargo.toml
    "#]],
    );
    check(
        "[package\nname = 'a'",
        &expect![[r#"
         - 2015
        error[A002] Cargo.toml:1:9: unclosed table, expected `]`
    "#]],
    );
    check(
        "[workspace]\nmembers = []",
        &expect![[r#"
         - 2015
        error[A002] Cargo.toml:1:1: the manifest has no [package]
    "#]],
    );
    check(
        "[package]\nversion = '1'",
        &expect![[r#"
         - 2015
        error[A002] Cargo.toml:1:1: the package has no name
    "#]],
    );
    check(
        "[package]\nname = 'a; b'",
        &expect![[r#"
         - 2015
        error[A002] Cargo.toml:2:8: `a; b` is no name for a package: letters, digits, `-` and `_`
    "#]],
    );
    check(
        "[package]\nname = 'a'\n[lib]\nname = '1a'",
        &expect![[r#"
        a - 2015
        error[A002] Cargo.toml:4:8: `1a` is no name for a library: letters, digits and `_`
    "#]],
    );
    check(
        "[package]\nname = 3\n",
        &expect![[r#"
         - 2015
        error[A002] Cargo.toml:2:8: `name` must be a string, not integer
    "#]],
    );
    check(
        "[package]\nname = 'a'\nedition = '2030'\n[lib]\nproc-macro = 'yes'\n[dependencies]\nx = 1\n[features]\nf = 'x'",
        &expect![[r#"
            a - 2015
            lib a at src/lib.rs [] (Cargo.toml:4:1)
            Normal x=x None Registry [] None (Cargo.toml:7:1)
            error[A002] Cargo.toml:3:11: unknown edition `2030`
            error[A002] Cargo.toml:5:14: `proc-macro` must be true or false, not string
            error[A002] Cargo.toml:9:5: `f` must be a list of strings, not string
            error[A002] Cargo.toml:7:5: `x` must be a version or a table, not integer
        "#]],
    );
    check(
        "a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        &expect![[r#"
             - 2015
            error[A002] Cargo.toml:1:85: cannot recurse further; max recursion depth met
        "#]],
    );
}

#[track_caller]
fn check_features(default: bool, all: bool, names: &[&str], expect: &Expect) {
    let text = "[package]\nname = 'a'
[dependencies]
serde = { version = '1', optional = true }
log = { version = '1', optional = true }
rand = '1'
[features]
default = ['std']
std = ['rand/std', 'log?/std']
serde = ['dep:serde', 'std']
loud = ['log/kv']
ring = ['ring2']
ring2 = ['ring']
";
    let sources = Sources::from_files([("Cargo.toml", text), ("src/lib.rs", "")]);
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    expect
        .assert_eq(&format!("{:?}", read(&sources).0.activate(&Features { default, all, names, exports: Vec::new() })));
}

#[test]
fn turns_features_on() {
    check_features(
        true,
        false,
        &[],
        &expect![[
            r#"Activation { features: {"default", "std"}, dependencies: {}, dependency_features: {("rand", "std")}, unknown: [] }"#
        ]],
    );
    check_features(
        false,
        false,
        &["serde"],
        &expect![[
            r#"Activation { features: {"serde", "std"}, dependencies: {"serde"}, dependency_features: {("rand", "std")}, unknown: [] }"#
        ]],
    );
    check_features(
        false,
        false,
        &["loud", "ring", "log", "nothing"],
        &expect![[
            r#"Activation { features: {"log", "loud", "ring", "ring2"}, dependencies: {"log"}, dependency_features: {("log", "kv")}, unknown: ["nothing"] }"#
        ]],
    );
    check_features(
        false,
        true,
        &[],
        &expect![[
            r#"Activation { features: {"default", "log", "loud", "ring", "ring2", "serde", "std"}, dependencies: {"log", "serde"}, dependency_features: {("log", "kv"), ("log", "std"), ("rand", "std")}, unknown: [] }"#
        ]],
    );
}
