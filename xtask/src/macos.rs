//! `cargo xtask macos`: the library is compiled for macOS as far as that goes without its linker. Debian's compiler brings the
//! sources of the standard library, which is all that a check needs. Nothing is linked or run.

use std::path::Path;
use std::process::Command;

use crate::needs;
use crate::windows::{self, CARGO, COMPILER, RUSTC, succeed};

const TARGET: &str = "aarch64-apple-darwin";

/// Why this stage cannot be run on this system, where it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    windows::impossible()
}

/// Checks the library with all that it is made of.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    if let Some(reason) = impossible() {
        return Err(format!("FAILED: macos: {reason}"));
    }
    needs::provide(root, &[COMPILER])?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let mut check = Command::new(CARGO);
    check.args(["check", "--quiet", "-Zbuild-std=std,panic_unwind", "--package", "plugwright", "--target", TARGET]);
    check.arg("--target-dir").arg(target.join("macos")).current_dir(root);
    // A stable compiler takes unstable options only from those who know what that means.
    check.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    succeed(&format!("the library is checked for {TARGET}"), &mut check)
}
