//! Bridges published crates as they are and compares each call with what the crate gives natively. The calls are lines
//! of `wild.jsonl`; the crates are fetched by cargo, at exact versions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugwright::Plugin;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::plugins::{builder, call_json, chain};

/// Lines that need what is not built yet. One that passes must leave this list.
const NOT_YET: [(&str, &str, &str); 0] = [];

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "crate")]
    krate: String,
    version: String,
    grant: String,
    function: String,
    args: Json,
    result: Json,
}

#[test]
fn published_crates_give_what_they_give_natively() {
    let lines: Vec<Line> =
        include_str!("wild.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let folders = fetch(&lines);
    let mut plugins = BTreeMap::new();
    let mut failures = String::new();
    for line in &lines {
        let plugin = plugins.entry(&line.krate).or_insert_with(|| build(line, &folders[&line.krate]));
        let outcome = plugin.as_ref().map_err(Clone::clone).and_then(|plugin| call(plugin, line));
        let expected = NOT_YET.iter().find(|(krate, function, _)| (*krate, *function) == (&line.krate, &line.function));
        match (outcome, expected) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(_)) => writeln!(failures, "{}::{} passes now", line.krate, line.function).expect("memory"),
            (Err(fault), None) => {
                writeln!(failures, "{}::{}({}): {fault}", line.krate, line.function, line.args).expect("memory");
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn build(line: &Line, folder: &Path) -> Result<Plugin, String> {
    let policy = line.grant.parse().expect("a list of capabilities");
    builder(folder).policy(policy).build().map_err(|error| format!("{} {:#?}", chain(&error), error.diagnostics()))
}

fn call(plugin: &Plugin, line: &Line) -> Result<(), String> {
    let result = call_json(plugin, &line.function, &line.args.to_string()).map_err(|fault| format!("{fault:?}"))?;
    match serde_json::from_str::<Json>(&result) {
        Ok(found) if found == line.result => Ok(()),
        _ => Err(format!("{result} instead of {}", line.result)),
    }
}

/// Fetches the crates with a manifest that depends on all of them, and returns where their sources lie.
fn fetch(lines: &[Line]) -> BTreeMap<String, PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wild");
    std::fs::create_dir_all(folder.join("src")).expect("the folder for tests is writable");
    let wanted: BTreeMap<_, _> = lines.iter().map(|line| (line.krate.as_str(), format!("={}", line.version))).collect();
    let manifest = toml::toml! {
        package = { name = "wild", version = "0.0.0", edition = "2024" }
        workspace = {}
    };
    let mut manifest = manifest;
    manifest.insert("dependencies".to_owned(), toml::Value::try_from(wanted).expect("texts"));
    std::fs::write(folder.join("Cargo.toml"), manifest.to_string()).expect("the folder for tests is writable");
    std::fs::write(folder.join("src/lib.rs"), "").expect("the folder for tests is writable");
    // `cargo metadata` fetches what is missing.
    let mut cargo = Command::new(env!("CARGO"));
    let cargo = cargo.args(["metadata", "--format-version", "1", "--manifest-path"]).arg(folder.join("Cargo.toml"));
    let output = cargo.output().expect("cargo runs the tests, so it can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let folder = |package: Package| (package.name, package.manifest_path.parent().expect("in a folder").to_owned());
    metadata.packages.into_iter().map(folder).collect()
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
}
