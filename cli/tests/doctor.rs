//! `doctor`: what is missing, and the commands that install it. The programs that it would run are the test's own, and
//! write down how they were called.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use expect_test::expect;

use crate::scene::{Scene, words};

/// A scene with a folder of programs that do nothing but write down their arguments.
fn scene(programs: &[&str]) -> (Scene, PathBuf) {
    let scene = Scene::empty();
    let folder = scene.folder.path().join("bin");
    fs::create_dir(&folder).unwrap();
    for name in programs {
        let script = format!("#!/bin/sh\necho \"{name} $*\" >> {}\n", scene.folder.path().join("calls").display());
        fs::write(folder.join(name), script).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    (scene, folder)
}

/// Runs the command line with these programs before all others.
fn run((scene, folder): &(Scene, PathBuf), line: &str) -> String {
    let path = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths([folder.clone()].into_iter().chain(std::env::split_paths(&path))).unwrap();
    scene.shown(&scene.command(&words(line)).env("PATH", path).output().unwrap())
}

const TARGET: &str = "riscv64gc-unknown-fuchsia";

#[test]
fn names_the_command_for_a_target_and_runs_nothing() {
    let scene = scene(&["rustup"]);
    let said = run(&scene, &format!("doctor --target {TARGET}"));
    assert!(said.starts_with("exit 5\n"), "{said}");
    assert!(said.contains(&format!("no standard library\n  install it with: rustup target add {TARGET}\n")), "{said}");
    assert!(said.ends_with(&format!("with: plugwright doctor --fix --target {TARGET}\n")), "{said}");
    assert!(!scene.0.folder.path().join("calls").exists());
}

#[test]
fn what_nothing_can_install_is_named_with_its_reason() {
    let scene = scene(&["rustup"]);
    for (target, reason) in [
        ("nonsense", "the compiler knows no target `nonsense`; `rustc --print target-list` lists those that there are"),
        ("x86_64-unknown-linux-musl", "has no dynamic libraries, since it links the C library statically"),
    ] {
        let said = run(&scene, &format!("doctor --target {target}"));
        assert!(said.starts_with("exit 5\n") && said.contains(reason), "{said}");
        assert!(!said.contains("--fix"), "{said}");
    }
}

#[test]
fn installs_nothing_where_there_is_nobody_to_ask() {
    let scene = scene(&["rustup"]);
    let said = run(&scene, &format!("doctor --fix --target {TARGET}"));
    expect![[r#"
        exit 5
        --- stderr
        error: nothing is installed, since there is nobody to ask: rustup target add riscv64gc-unknown-fuchsia
          help: say yes, or --yes
    "#]]
    .assert_eq(&said);
    assert!(!scene.0.folder.path().join("calls").exists());
}

#[test]
fn shows_a_command_runs_it_and_looks_again() {
    let scene = scene(&["rustup"]);
    let said = run(&scene, &format!("doctor --fix --yes --target {TARGET}"));
    assert!(said.contains(&format!("--- stderr\n$ rustup target add {TARGET}\n")), "{said}");
    assert_eq!(scene.0.read("calls"), format!("rustup target add {TARGET}\n"));
    assert!(said.contains("no standard library"), "the program of the test installs nothing: {said}");
}

#[test]
fn stops_at_a_command_that_fails() {
    let scene = scene(&[]);
    fs::write(scene.1.join("rustup"), "#!/bin/sh\nexit 3\n").unwrap();
    fs::set_permissions(scene.1.join("rustup"), fs::Permissions::from_mode(0o755)).unwrap();
    let said = run(&scene, &format!("doctor --fix --yes --target {TARGET}"));
    expect![[r#"
        exit 5
        --- stderr
        $ rustup target add riscv64gc-unknown-fuchsia
        error: what is missing was not installed: rustup target add riscv64gc-unknown-fuchsia
    "#]]
    .assert_eq(&said);
}

#[test]
fn installs_a_toolchain_that_was_chosen_by_name() {
    let scene = scene(&[]);
    let script = "#!/bin/sh\necho \"rustup $*\" >> calls.log\ntest \"$1\" = toolchain\n";
    fs::write(scene.1.join("rustup"), script).unwrap();
    fs::set_permissions(scene.1.join("rustup"), fs::Permissions::from_mode(0o755)).unwrap();
    let said = run(&scene, "doctor --fix --yes --toolchain 1.2.3");
    assert!(said.contains("$ rustup toolchain install 1.2.3\n"), "{said}");
    assert!(said.contains("there is no toolchain `1.2.3`"), "{said}");
}

#[test]
fn what_is_chosen_and_not_there_is_an_error() {
    let scene = Scene::plugin("pub fn f() {}");
    scene.check(
        "check sample --toolchain ./nowhere",
        expect![[r#"
            exit 5
            --- stderr
            error: cannot build the plugin
              caused by: there is no toolchain `./nowhere`; `rustup toolchain list` lists those that there are
        "#]],
    );
    scene.check(
        "check sample --linker nothing-that-links",
        expect![[r#"
            exit 5
            --- stderr
            error: cannot build the plugin
              caused by: no linker `nothing-that-links` found; name a C compiler that links, or one of bfd, gold, lld, mold and wild
        "#]],
    );
}

#[test]
fn a_plugin_is_built_with_what_was_chosen() {
    let scene = Scene::plugin("pub fn f(a: i64) -> i64 { a + 1 }");
    for options in ["--linker cc", "--linker bfd", "--linker lld"] {
        scene.check(&format!("call {options} sample f 41"), expect!["exit 0\n--- stdout\n42\n"]);
    }
}
