//! `cargo xtask compilers`: a host of one compiler and plugins of another. The tests of everything that crosses run once
//! more, compiled by the same compiler as ever, and build their plugins with Debian's.

use std::path::Path;

use crate::needs::{self, Need};
use crate::step::command;

/// Debian's, whatever comes first in `PATH`.
const RUSTC: &str = "/usr/bin/rustc";

const NEEDS: [Need; 1] = [Need {
    what: "a second compiler (Debian's rustc-web)",
    probe: &[RUSTC, "--version"],
    rustup: &[],
    packages: &["rustc-web", "cargo-web"],
}];

/// What the tests have their plugins built with; `tests/plugins.rs` reads it.
const VARIABLE: &str = "PLUGWRIGHT_TEST_TOOLCHAIN";

/// The files below `tests/` about what crosses, in every form and on both lanes.
const TESTS: [&str; 12] = [
    "compilers::",
    "typed::",
    "mirror::",
    "changes::",
    "lanes::",
    "handles::",
    "objects::",
    "stand_ins::",
    "callbacks::",
    "futures::",
    "iterators::",
    "context::",
];

/// Why this cannot be done on this system, where it cannot.
pub(crate) fn impossible() -> Option<&'static str> {
    (!cfg!(target_os = "linux")).then_some("the second compiler is Debian's")
}

/// Runs the tests.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    if let Some(reason) = impossible() {
        return Err(format!("FAILED: compilers: {reason}"));
    }
    needs::provide(root, &NEEDS)?;
    println!("\n== compilers: plugins built by {} ==", version(root)?);
    let mut test = command(&["cargo", "test", "--test", "main", "--"], root);
    test.args(TESTS).env(VARIABLE, RUSTC);
    match test.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("FAILED: compilers: the tests ended with {status}")),
        Err(error) => Err(format!("FAILED: compilers: cannot start cargo: {error}")),
    }
}

fn version(root: &Path) -> Result<String, String> {
    let output = command(&[RUSTC, "--version"], root).output();
    let output = output.map_err(|error| format!("FAILED: compilers: {RUSTC}: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
