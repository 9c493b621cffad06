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
    scene.check("upgrade sample", expect![[r#"
        exit 3
        --- stderr
        0.1.1 adds `net` at src/sync.rs:1 (imports `std::net::TcpStream`; needs a new grant)
        0.1.1 adds `net` at src/sync.rs:4 (`TcpStream::connect` is `std::net::TcpStream::connect`; needs a new grant)
        0.1.1 adds the function `two`, fn(), at src/lib.rs:5
        0.1.1 makes `one` fn(i32) -> i32 at src/lib.rs:2, 0.1.0 had fn(i64) -> i64
        error: `sample` 0.1.1 is not taken: 0.1.1 adds `net` at src/sync.rs:1 and 1 more, which needs a new grant; 0.1.1 makes `one` at src/lib.rs:2 `fn(i32) -> i32`, it was `fn(i64) -> i64`
          help: take it all the same with --grant net --accept-breaks
    "#]]);
    scene.check("upgrade sample --grant net --json", expect![[r#"
        exit 3
        --- stderr
        {"error":{"kind":"refused","status":3,"message":"`sample` 0.1.1 is not taken: 0.1.1 makes `one` at src/lib.rs:2 `fn(i32) -> i32`, it was `fn(i64) -> i64`","causes":[],"help":"take it all the same with --accept-breaks","diff":{"from":"0.1.0","to":"0.1.1","added":[{"capability":"net","what":"imports `std::net::TcpStream`","place":"src/sync.rs:1"},{"capability":"net","what":"`TcpStream::connect` is `std::net::TcpStream::connect`","place":"src/sync.rs:4"}],"dropped":[],"ungranted":[],"new_functions":[["two",{"signature":"fn()","place":"src/lib.rs:5"}]],"removed":[],"changed":[["one",{"signature":"fn(i64) -> i64","place":"src/lib.rs:1"},{"signature":"fn(i32) -> i32","place":"src/lib.rs:2"}]],"unknown":false}}}
    "#]]);
    scene.check(
        "upgrade sample --grant net --accept-breaks",
        expect![[r#"
        exit 0
        --- stdout
        installed sample 0.1.1 in place of 0.1.0
        --- stderr
        0.1.1 adds `net` at src/sync.rs:1 (imports `std::net::TcpStream`; granted)
        0.1.1 adds `net` at src/sync.rs:4 (`TcpStream::connect` is `std::net::TcpStream::connect`; granted)
        0.1.1 adds the function `two`, fn(), at src/lib.rs:5
        0.1.1 makes `one` fn(i32) -> i32 at src/lib.rs:2, 0.1.0 had fn(i64) -> i64
    "#]],
    );
    scene.check(
        "list",
        expect![[r#"
            exit 0
            --- stdout
              sample  0.1.1  DIGEST  not signed  $SCENE/sample
        "#]],
    );
    let info = scene.run(&["info", "sample"]);
    assert!(info.contains("granted     net\n"), "{info}");
    // What was granted before is granted to the next version; and semver allows 0.2.0 to break callers.
    let scene = version(scene, "0.2.0", &wider.replace("two", "three"));
    scene.check(
        "upgrade sample",
        expect![[r#"
        exit 0
        --- stdout
        installed sample 0.2.0 in place of 0.1.1
        --- stderr
        0.2.0 adds the function `three`, fn(), at src/lib.rs:5
        0.2.0 removes the function `two`, which 0.1.1 had at src/lib.rs:5
    "#]],
    );
    let scene = version(scene, "0.2.1", &wider.replace("two", "three"));
    scene.check(
        "upgrade sample --forget-grants",
        expect![[r#"
        exit 3
        --- stderr
        error[S022]: imports `std::net::TcpStream`
        --> src/sync.rs:1:5
         = note: rule `api-net`: uses `std::net` for more than addresses
         = help: grant `net` to allow this

        error[S022]: `TcpStream::connect` is `std::net::TcpStream::connect`
        --> src/sync.rs:4:5
         = note: `TcpStream` is `std::net::TcpStream`, by the import at src/sync.rs:1:5
         = note: rule `api-net`: uses `std::net` for more than addresses
         = help: grant `net` to allow this

        error: the policy refuses the plugin (2 errors)
          caused by: the policy refuses the plugin: src/sync.rs:1:5: imports `std::net::TcpStream` (and 1 more)
    "#]],
    );
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
    expect![[r#"
        exit 2
        --- stderr
        error: cannot use the policy that `sample` was installed under
          caused by: cannot read the policy file `$SCENE/plugwright.toml`
          caused by: No such file or directory (os error 2)
          help: name another one with --policy, or install the plugin again
    "#]]
    .assert_eq(&scene.shown(&run()));
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
    scene.check(
        "install pre",
        expect![[r#"
        exit 7
        --- stderr
        error: cannot trust pre/libsample.so
          caused by: it is not signed
          help: take it all the same with --allow-unsigned
    "#]],
    );
    scene.check(
        "install pre --allow-unsigned",
        expect![[r#"
            exit 0
            --- stdout
            installed pre 1.0.0
            --- stderr
            warning: nobody that you trust vouches for pre
        "#]],
    );
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
    scene.check(
        "outdated",
        expect![[r#"
        exit 0
        --- stdout
        every plugin is the newest
    "#]],
    );
    let scene = version(scene, "0.3.0", ONE);
    scene.check(
        "outdated",
        expect![[r#"
        exit 0
        --- stdout
          sample  0.1.0 -> 0.3.0  $SCENE/sample
    "#]],
    );
    scene.check("outdated --json", expect![[r#"
        exit 0
        --- stdout
        [{"name":"sample","installed":"0.1.0","available":"0.3.0","source":"$SCENE/sample","pinned":false,"reason":null}]
    "#]]);
    std::fs::remove_dir_all(scene.folder.path().join("sample")).expect("it is there");
    scene.check(
        "outdated",
        expect![[r#"
            exit 0
            --- stdout
              sample  0.1.0 -> ?  `$SCENE/sample` is no folder, no .plg file, no address of a git repository and no NAME@VERSION
        "#]],
    );
}
