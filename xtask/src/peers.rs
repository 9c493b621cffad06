//! `cargo xtask peers`: builds the plugin and the peers' libraries of `benches/peers`, measures all in one run, prints the
//! table for the README and draws its chart. Like the benchmarks, it judges nothing.

use std::path::Path;

use crate::step::command;

const FOLDER: &str = "target/peers/release";
const CHART: &str = "benches/peers/chart.svg";

/// Runs everything.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let plugin = format!("{FOLDER}/{}work{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let manifest = "--manifest-path=benches/peers/Cargo.toml";
    succeed(root, &["cargo", "build", "--release", manifest, "--workspace", "--target-dir=target/peers"])?;
    succeed(root, &["cargo", "run", "--release", "--", "build", "benches/peers/work", "-o", &plugin])?;
    let program = format!("{FOLDER}/plugwright-peers{}", std::env::consts::EXE_SUFFIX);
    succeed(root, &[&root.join(program).display().to_string(), &plugin, FOLDER, CHART])
}

fn succeed(root: &Path, words: &[&str]) -> Result<(), String> {
    let status = command(words, root).status().map_err(|error| format!("cannot start `{}`: {error}", words[0]))?;
    if status.success() { Ok(()) } else { Err(format!("FAILED: `{}` ended with {status}", words.join(" "))) }
}
