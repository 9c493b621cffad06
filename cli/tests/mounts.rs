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
    expect.assert_eq(&scene.shown(&command.output().expect("the test needs `unshare` of util-linux")));
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
        warning: the library could not be kept in the cache: No space left on device (os error 28) at path "$SCENE/cache/artifacts/8fa799615c135b704895b8488e9784fdcf741da7cb73e140d427e6a2ddc94cfe/.new-qLYYBZ"
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
