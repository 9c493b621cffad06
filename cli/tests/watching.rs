//! `plugwright watch`, as somebody sees it who installs plugins in another window.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command};

use crate::scene::Scene;

/// Reads until a line says what is awaited. Without end where it never comes, which the tests' own limit ends.
fn wait(lines: &mut impl Iterator<Item = std::io::Result<String>>, wanted: &str) {
    let mut seen = Vec::new();
    for line in lines {
        let line = line.expect("text");
        if line.contains(wanted) {
            return;
        }
        seen.push(line);
    }
    panic!("`{wanted}` did not come: {seen:#?}");
}

fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("it runs");
    assert!(killed.success());
}

#[test]
fn plugins_that_come_change_and_go_are_followed() {
    let scene = Scene::plugin("pub fn one() -> i64 {\n    1\n}\n").manages("base");
    let mut child = scene.command(&["watch"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // What is installed.
    scene.run(&["install", "sample"]);
    wait(&mut lines, "sample 0.1.0: loading -> ready");
    let manifest = scene.read("sample/Cargo.toml").replace("0.1.0", "0.2.0");
    let scene = scene.file("sample/Cargo.toml", manifest);
    scene.run(&["upgrade", "sample"]);
    wait(&mut lines, "sample 0.2.0: loading -> ready");
    scene.run(&["remove", "sample"]);
    wait(&mut lines, "sample 0.2.0: draining -> stopped");
    // What lies there.
    let scene = scene
        .file("base/plain/src/lib.rs", "pub fn one() -> i64 {\n    2\n}\n")
        .file("base/plain/Cargo.toml", "[package]\nname = \"plain\"\nversion = \"1.0.0\"\nedition = \"2024\"\n")
        .file(
            "base/plain/plugin.json",
            r#"{ "name": "plain", "version": "1.0.0", "source": { "mode": "local_src" } }"#,
        );
    wait(&mut lines, "plain 1.0.0: loading -> ready");
    interrupt(&child);
    wait(&mut lines, "plain 1.0.0: draining -> stopped");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    drop(scene);
}
