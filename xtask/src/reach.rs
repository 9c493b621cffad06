//! `cargo xtask reach`: runs the program of that name in `benches/`, which is where it can use plugwright.

use std::path::Path;

use crate::step::command;

const REACH: [&str; 8] = [
    "cargo",
    "run",
    "--quiet",
    "--release",
    "--manifest-path=benches/Cargo.toml",
    "--target-dir=target",
    "--bin=reach",
    "--",
];

/// Analyses all crates of the list, or one.
pub(crate) fn run(root: &Path, krate: Option<&str>) -> Result<(), String> {
    let mut reach = command(&REACH, root);
    match reach.args(krate).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("FAILED: `{}` ended with {status}", REACH.join(" "))),
        Err(error) => Err(format!("cannot start cargo: {error}")),
    }
}
