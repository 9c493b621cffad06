//! What a new version asks for and breaks, and what is remembered of what was granted.

use expect_test::expect;

use crate::scene::Scene;

const ONE: &str = "pub fn one(n: i64) -> i64 {\n    n\n}\n";
const READS: &str = "pub fn execute() -> Result<(), String> {\n    std::fs::read_to_string(\"note\").map(drop).map_err(|error| error.kind().to_string())\n}\n";

/// The same plugin in another version.
fn version(scene: Scene, version: &str, library: &str) -> Scene {
    let manifest = scene.read("sample/Cargo.toml");
    let before = manifest.lines().find(|line| line.starts_with("version")).expect("a version").to_owned();
    let manifest = manifest.replace(&before, &format!("version = \"{version}\""));
    scene.file("sample/Cargo.toml", manifest).file("sample/src/lib.rs", library)
}

#[test]
fn an_upgrade_shows_first_what_it_changes() {
    let scene = Scene::plugin(ONE).manages("base");
    scene.run(&["install", "sample"]);
    let wider = "mod sync;\npub fn one(n: i32) -> i32 {\n    sync::get(n)\n}\npub fn two() {}\n";
    let sync = "use std::net::TcpStream;\n\npub fn get(n: i32) -> i32 {\n    TcpStream::connect(\"localhost:1\").map_or(n, |_| 0)\n}\n";
    let scene = version(scene, "0.1.1", wider).file("sample/src/sync.rs", sync);
    scene.check("upgrade sample", expect![[]]);
    scene.check("upgrade sample --grant net --json", expect![[]]);
    scene.check("upgrade sample --grant net --accept-breaks", expect![[]]);
    scene.check("list", expect![[]]);
    let info = scene.run(&["info", "sample"]);
    assert!(info.contains("granted      net\n"), "{info}");
    // What was granted before is granted to the next version; and semver allows 0.2.0 to break callers.
    let scene = version(scene, "0.2.0", &wider.replace("two", "three"));
    scene.check("upgrade sample", expect![[]]);
    let scene = version(scene, "0.2.1", &wider.replace("two", "three"));
    scene.check("upgrade sample --forget-grants", expect![[]]);
}

#[test]
fn what_was_granted_is_remembered() {
    let scene = Scene::plugin(READS).manages("base").file("note", "");
    let refused = scene.run(&["install", "sample"]);
    assert!(refused.starts_with("exit 3\n"), "{refused}");
    scene.run(&["install", "sample", "--grant", "fs"]);
    scene.check(
        "run sample",
        expect![[r#"
        exit 0
    "#]],
    );
    // The same, said in a file, which is found where the command is run, and later by its path.
    let scene = Scene::plugin(READS).manages("base").file("note", "");
    let scene = scene.file(
        "plugwright.toml",
        "version = 1\n[plugin.sample]\nreason = \"reads a note\"\n[plugin.sample.grant]\nfs = true\n",
    );
    scene.run(&["install", "sample"]);
    let info = scene.run(&["info", "sample"]);
    assert!(info.contains("policy file  $SCENE/plugwright.toml\n"), "{info}");
    let elsewhere = scene.folder.path().join("tmp");
    let run = || scene.command(&["run", "sample"]).current_dir(&elsewhere).output().expect("it runs");
    let output = String::from_utf8(run().stdout).expect("text");
    assert_eq!(output, "Err(\"entity not found\")\n", "it may look for the note, which is not here");
    std::fs::remove_file(scene.folder.path().join("plugwright.toml")).expect("it is there");
    expect![[]].assert_eq(&scene.shown(&run()));
}

#[test]
fn a_prebuilt_library_is_installed_on_somebodys_word() {
    let scene = Scene::plugin("pub fn execute() {}\n").manages("base");
    scene.run(&["build", "sample", "-o", "pre/libsample.so"]);
    let scene = scene.file(
        "pre/plugin.json",
        r#"{ "name": "pre", "version": "1.0.0", "source": { "mode": "local_so", "path": "libsample.so" } }"#,
    );
    scene.run(&["build", "sample", "-o", "pre/libsample.so"]);
    scene.check("install pre", expect![[]]);
    scene.check("install pre --allow-unsigned", expect![[]]);
    scene.check(
        "run pre",
        expect![[r#"
        exit 0
    "#]],
    );
}

#[test]
fn what_is_out_of_date_is_listed() {
    let scene = Scene::plugin(ONE).manages("base");
    scene.run(&["install", "sample"]);
    scene.check("outdated", expect![[]]);
    let scene = version(scene, "0.3.0", ONE);
    scene.check("outdated", expect![[]]);
    scene.check("outdated --json", expect![[]]);
    std::fs::remove_dir_all(scene.folder.path().join("sample")).expect("it is there");
    scene.check("outdated", expect![[]]);
}
