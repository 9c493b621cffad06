//! Packages that are damaged or old, disks that are full, and two who install the same at once.

use std::process::Command;

use expect_test::expect;

use crate::scene::Scene;

/// Bytes that cannot be compressed.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// A plugin with a large file, and a signed package of it, `sample-0.1.0.plg`.
fn large() -> Scene {
    let scene = Scene::plugin("pub fn one() -> u8 { 1 }\n").manages("base").file("sample/noise", noise(2 << 20));
    scene.run(&["keygen", "-o", "me.key", "--no-password"]);
    pack(&scene, "0.1.0");
    let key = scene.read("me.key.pub").lines().last().expect("a key").to_owned();
    scene.file("base/trusted-keys", format!("{key} Jo\n"))
}

/// Packs and signs the plugin as it is.
fn pack(scene: &Scene, version: &str) {
    let packed = scene.run(&["pack", "sample"]);
    assert!(packed.starts_with("exit 0\n"), "{packed}");
    let signed = scene.run(&["sign", &format!("sample-{version}.plg"), "--key", "me.key"]);
    assert!(signed.starts_with("exit 0\n"), "{signed}");
}

/// Runs a script of the shell's with the command as `$PLUGWRIGHT`.
fn script(scene: &Scene, runner: &[&str], script: &str) -> String {
    let command = scene.command(&[]);
    let mut shell = Command::new(runner[0]);
    shell.args(&runner[1..]).args(["sh", "-ec", script]).current_dir(scene.folder.path());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("PLUGWRIGHT", command.get_program());
    scene.shown(&shell.output().expect("there is a shell"))
}

/// Nothing of the plugin is there, and nothing stands in the way of the next attempt.
#[track_caller]
fn check_clean(scene: &Scene) {
    let left = scene.folder.path().join("base/.store/sample");
    assert!(!left.exists(), "something is left of the plugin");
    let installed = scene.run(&["install", "sample-0.1.0.plg"]);
    assert!(installed.starts_with("exit 0\n"), "{installed}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_is_no_installation() {
    let scene = large();
    // 1 MiB; without the signal that comes with it, the write fails as on a full disk.
    let ran = script(&scene, &["env"], "trap '' XFSZ; ulimit -f 2048; \"$PLUGWRIGHT\" install sample-0.1.0.plg");
    expect![[r#"
        exit 9
        --- stderr
        error: cannot write $SCENE/base/.store/sample/new/src/noise
          caused by: File too large (os error 27)
    "#]]
    .assert_eq(&ran);
    check_clean(&scene);
}

/// On a disk of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_installation() {
    let scene = large();
    let private = ["unshare", "--user", "--map-root-user", "--mount"];
    let may = Command::new(private[0]).args(&private[1..]).args(["mount", "-t", "tmpfs", "none", "/mnt"]).output();
    let may = may.expect("the test needs `unshare` of util-linux");
    assert!(may.status.success(), "the test needs a system that lets its user mount a disk: {may:?}");
    let ran = script(
        &scene,
        &private,
        "mkdir small; mount -t tmpfs -o size=1m none small; cp base/trusted-keys small; export PLUGWRIGHT_BASE=$PWD/small
         \"$PLUGWRIGHT\" install sample-0.1.0.plg && exit 1
         \"$PLUGWRIGHT\" list
         test ! -e small/.store/sample
         mount -o remount,size=16m small
         \"$PLUGWRIGHT\" install sample-0.1.0.plg
         \"$PLUGWRIGHT\" info sample | grep -o unchanged",
    );
    expect![[r#"
        exit 0
        --- stdout
        no plugin is installed in $SCENE/small
        installed sample 0.1.0, signed by Jo
        unchanged
        --- stderr
        error: cannot write $SCENE/small/.store/sample/new/src/noise
          caused by: No space left on device (os error 28)
    "#]]
    .assert_eq(&ran);
}

#[test]
fn two_who_install_the_same_get_one() {
    let scene = large();
    let start = || scene.command(&["install", "sample-0.1.0.plg"]).spawn().expect("it starts");
    let children: Vec<_> = (0..4).map(|_| start()).collect();
    for child in children {
        let output = scene.shown(&child.wait_with_output().expect("it ends"));
        assert!(output.starts_with("exit 0\n"), "{output}");
    }
    scene.check(
        "list",
        expect![[r#"
            exit 0
            --- stdout
              sample  0.1.0  DIGEST  signed by Jo  $SCENE/sample-0.1.0.plg
        "#]],
    );
}

/// The package is not what somebody trusted signed.
#[track_caller]
fn check_distrusted(scene: &Scene, line: &str) {
    scene.check(
        line,
        expect![[r#"
        exit 7
        --- stderr
        error: cannot trust sample-0.1.0.plg
          caused by: its signature is not what `Jo` signed; the package or the signature was changed
          caused by: The signature verification failed
    "#]],
    );
}

/// The package is none, whoever signed it.
#[track_caller]
fn check_useless(scene: Scene, package: &[u8], why: &str) -> Scene {
    let scene = scene.file("sample-0.1.0.plg", package);
    let expected = format!("exit 7\n--- stderr\nerror: cannot use the package sample-0.1.0.plg\n  caused by: {why}\n");
    assert_eq!(scene.run(&["install", "sample-0.1.0.plg", "--allow-unsigned"]), expected);
    scene
}

#[test]
fn a_damaged_package_is_refused() {
    let scene = large();
    let whole = scene.bytes("sample-0.1.0.plg");
    let half = &whole[..whole.len() / 2];
    let mut flipped = whole.clone();
    flipped[whole.len() / 3] ^= 1;
    let scene = scene.file("sample-0.1.0.plg", half);
    check_distrusted(&scene, "install sample-0.1.0.plg");
    let scene = scene.file("sample-0.1.0.plg", &flipped);
    check_distrusted(&scene, "install sample-0.1.0.plg");
    std::fs::remove_file(scene.folder.path().join("sample-0.1.0.plg.minisig")).expect("it is there");
    scene.check(
        "install sample-0.1.0.plg",
        expect![[r#"
        exit 7
        --- stderr
        error: cannot trust sample-0.1.0.plg
          caused by: it is not signed
          help: take it all the same with --allow-unsigned
    "#]],
    );
    // Without a signature, what it says of itself still counts.
    let scene = check_useless(scene, &flipped, "it is damaged");
    let scene = check_useless(scene, half, "it is cut off");
    check_useless(scene, b"no package", "it is no package: it does not begin like one");
}

#[test]
fn an_older_version_stays_older_however_well_it_is_signed() {
    let scene = large();
    let manifest = scene.read("sample/Cargo.toml").replace("0.1.0", "0.2.0");
    let scene = scene.file("sample/Cargo.toml", manifest);
    pack(&scene, "0.2.0");
    scene.run(&["install", "sample-0.2.0.plg"]);
    scene.check(
        "install sample-0.1.0.plg",
        expect![[r#"
        exit 7
        --- stderr
        error: version 0.1.0 of `sample` is older than 0.2.0, which was installed before
          help: take it all the same with --allow-older
    "#]],
    );
    // Nor does the signature of one version do for another.
    std::fs::copy(
        scene.folder.path().join("sample-0.2.0.plg.minisig"),
        scene.folder.path().join("sample-0.1.0.plg.minisig"),
    )
    .expect("they are there");
    check_distrusted(&scene, "install sample-0.1.0.plg --allow-older");
}

#[test]
fn a_plugin_that_does_not_stop_is_reported() {
    let library = "pub fn execute() {\n    loop {\n        std::hint::spin_loop();\n    }\n}\n";
    let scene = Scene::plugin(library).manages("base");
    scene.run(&["install", "sample"]);
    let ran = scene.run(&["run", "sample", "--timeout", "0"]);
    let late = ran.split(|character: char| character.is_ascii_digit()).filter(|part| !part.is_empty());
    let late = late.collect::<Vec<_>>().join("#");
    expect![[r#"
        exit #
        --- stderr
        error: `sample` has not returned # ms after its deadline, and code in this process cannot be killed: it runs on
    "#]]
    .assert_eq(&late);
}

#[test]
fn a_plugin_whose_neighbour_is_missing_says_so() {
    let scene = Scene::plugin("pub fn execute() {}\n").manages("base");
    let manifest =
        r#"{ "name": "sample", "version": "0.1.0", "source": { "mode": "local_src" }, "depends": { "stroe": "^1" } }"#;
    let scene = scene.file("sample/plugin.json", manifest);
    scene.run(&["install", "sample"]);
    let store = r#"{ "name": "store", "version": "1.0.0", "source": { "mode": "local_src" } }"#;
    let scene = scene.file("base/store/plugin.json", store);
    scene.check(
        "run sample",
        expect![[r#"
        exit 9
        --- stderr
        error: cannot start `sample`: it needs `stroe` ^1, which is not there; did you mean `store`?
    "#]],
    );
}
