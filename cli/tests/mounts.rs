//! Disks that are full and places where nothing may be executed: real ones, mounted in a namespace of the command's own.

use std::process::Command;

use expect_test::{Expect, expect};

use crate::scene::Scene;

/// Runs the command line after some mounts, of which nobody else sees anything, and compares how it went.
#[track_caller]
fn check(scene: &Scene, mounts: &str, args: &[&str], expect: Expect) {
    let inner = scene.command(args);
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-ec"]).arg(format!("{mounts}; exec \"$0\" \"$@\""));
    command.arg(inner.get_program()).args(args).current_dir(scene.folder.path());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?)))).env_remove("RUSTC");
    let shown = scene.shown(&command.output().expect("the test needs `unshare` of util-linux"));
    // The name of a temporary file is another one each time.
    let shown = shown.split_once(" at path ").map_or(shown.clone(), |(before, _)| format!("{before}\n"));
    expect.assert_eq(&shown);
}

fn scene() -> Scene {
    let scene = Scene::plugin("pub fn f(a: i64) -> i64 { a + 1 }");
    let cache = scene.folder.path().join("cache");
    std::fs::create_dir(&cache).expect("a folder for the cache");
    scene.cache(cache)
}

#[test]
fn a_full_disk_costs_the_cache_and_nothing_else() {
    check(
        &scene(),
        "mount -t tmpfs -o size=16k none cache",
        &["call", "sample", "f", "1"],
        expect![[r#"
            exit 0
            --- stdout
            2
            --- stderr
            warning: the library could not be kept in the cache: $SCENE/cache: No space left on device (os error 28)
        "#]],
    );
}

#[test]
fn a_library_is_loaded_from_where_it_may_be() {
    check(
        &scene(),
        "mount -t tmpfs -o noexec none tmp",
        &["call", "sample", "f", "1"],
        expect![[r#"
        exit 0
        --- stdout
        2
    "#]],
    );
    check(
        &scene(),
        "mount -t tmpfs -o noexec none tmp; mount -t tmpfs -o noexec none cache",
        &["call", "sample", "f", "1"],
        expect![[r#"
            exit 5
            --- stderr
            error: nothing may be executed in $SCENE/tmp (`noexec`); name another folder with the variable TMPDIR
        "#]],
    );
}
