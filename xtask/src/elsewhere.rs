//! `cargo xtask elsewhere`: what a second compiler makes of plugwright. A plugin that Debian's compiler builds is called by
//! a host that this one built, and the whole library is checked for macOS, which needs nothing but the sources of the
//! standard library. Nothing for macOS is linked or run.

use std::path::Path;
use std::process::Command;

use crate::needs;
use crate::step::command;
use crate::windows::{self, CARGO, COMPILER, RUSTC, succeed};

const MACOS: &str = "aarch64-apple-darwin";

/// Why this stage cannot be run on this system, where it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    windows::impossible()
}

/// Calls and checks.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    if let Some(reason) = impossible() {
        return Err(format!("FAILED: elsewhere: {reason}"));
    }
    needs::provide(root, &[COMPILER])?;
    let call = ["cargo", "run", "--quiet", "--release", "--", "call", "fixtures/greet", "greet", "World"];
    let mut call = command(&call, root);
    succeed("a plugin that another compiler builds is called", call.args(["--toolchain", RUSTC]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let mut check = Command::new(CARGO);
    check.args(["check", "--quiet", "-Zbuild-std=std,panic_unwind", "--package", "plugwright", "--target", MACOS]);
    check.arg("--target-dir").arg(target.join("macos")).current_dir(root);
    // A stable compiler takes unstable options only from those who know what that means.
    check.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    succeed(&format!("the library is checked for {MACOS}"), &mut check)
}
