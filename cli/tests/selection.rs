//! Features and targets, on every command that looks at a plugin.

use expect_test::expect;

use crate::scene::Scene;

const MANIFEST: &str = "\
[package]
name = \"sample\"
edition = \"2024\"

[features]
default = [\"usual\"]
usual = []
more = [\"rare\"]
rare = []
";

const LIBRARY: &str = "\
#[cfg(feature = \"usual\")]
pub fn usual() -> u8 { 1 }
#[cfg(feature = \"rare\")]
pub fn rare() -> u8 { 2 }
#[cfg(windows)]
pub fn windows() -> u8 { 3 }
pub fn always() -> u8 { cfg!(feature = \"more\") as u8 }
";

fn scene() -> Scene {
    Scene::empty().file("sample/Cargo.toml", MANIFEST).file("sample/src/lib.rs", LIBRARY)
}

#[test]
fn features_decide_what_there_is() {
    let scene = scene();
    scene.check(
        "inspect sample",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.0.0

          always() -> u8  -> scalar
          usual() -> u8   -> scalar
    "#]],
    );
    scene.check(
        "inspect sample --features more",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.0.0

          always() -> u8  -> scalar
          rare() -> u8    -> scalar
          usual() -> u8   -> scalar
    "#]],
    );
    scene.check(
        "inspect sample --no-default-features --features rare,",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.0.0

          always() -> u8  -> scalar
          rare() -> u8    -> scalar
    "#]],
    );
    scene.check(
        "inspect sample --all-features --target x86_64-pc-windows-msvc",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.0.0

          always() -> u8   -> scalar
          rare() -> u8     -> scalar
          usual() -> u8    -> scalar
          windows() -> u8  -> scalar
    "#]],
    );
    scene.check(
        "call sample always",
        expect![[r#"
        exit 0
        --- stdout
        0
    "#]],
    );
    scene.check(
        "call sample always --features more",
        expect![[r#"
        exit 0
        --- stdout
        1
    "#]],
    );
    scene.check(
        "call --all-features sample rare",
        expect![[r#"
        exit 0
        --- stdout
        2
    "#]],
    );
    scene.check(
        "call --no-default-features sample usual",
        expect![[r#"
        exit 4
        --- stderr
        error: `sample` has no function `usual`
    "#]],
    );
    scene.check(
        "check sample --features more",
        expect![[r#"
        exit 0
        --- stdout
        sample 0.0.0 can be used as a plugin
          sources    no warning
          policy     nothing is granted, and nothing is refused
          library    unchanged since it was compiled and audited
          functions  3 can be called
    "#]],
    );
}

#[test]
fn what_there_is_not_is_named() {
    let scene = scene();
    scene.check(
        "inspect sample --features rar,usual",
        expect![[r#"
        exit 5
        --- stderr
        error[A015]: the plugin has no feature `rar`
         |
         = note: rule `unknown-feature`: a feature was selected that the plugin does not have
         = help: did you mean `rare`?

        error: the plugin has faults (1 error)
    "#]],
    );
    scene.check(
        "check sample --features none",
        expect![[r#"
        exit 5
        --- stderr
        error[A015]: the plugin has no feature `none`
         |
         = note: rule `unknown-feature`: a feature was selected that the plugin does not have
         = help: it has default, more, rare, usual

        error: the plugin has faults (1 error)
    "#]],
    );
    scene.check(
        "inspect sample --target pdp11",
        expect![[r#"
        exit 5
        --- stderr
        error: cannot build the plugin
          caused by: the compiler knows no target `pdp11`; `rustc --print target-list` lists those that there are
    "#]],
    );
    scene.check(
        "inspect sample --target ../pdp11",
        expect![[r#"
        exit 5
        --- stderr
        error: cannot build the plugin
          caused by: the compiler knows no target `../pdp11`; `rustc --print target-list` lists those that there are
    "#]],
    );
    scene.check(
        "call sample always --target aarch64-pc-windows-msvc",
        expect![[r#"
        exit 5
        --- stderr
        error: a library for aarch64-pc-windows-msvc cannot be opened on x86_64-unknown-linux-gnu
    "#]],
    );
    scene.check("build sample -o x --target riscv64gc-unknown-fuchsia", expect![[r#"
        exit 5
        --- stderr
        error: cannot build the plugin
          caused by: the compiler has no standard library for riscv64gc-unknown-fuchsia; add it with: rustup target add riscv64gc-unknown-fuchsia
    "#]]);
}
