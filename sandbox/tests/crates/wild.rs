//! Published crates must be accepted with the grants that they need and no others: a sandbox that refuses what people
//! write is switched off. Cargo fetches them; what is compiled here is the copy that was checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugwright_sandbox::Policy;

use crate::support::{audit_build, judge};

/// A crate of the list, with the capabilities that it needs.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wild {
    pub(crate) name: String,
    pub(crate) version: String,
    grant: String,
}

impl Wild {
    /// A crate that is granted nothing.
    pub(crate) fn new(name: &str, version: &str) -> Wild {
        Wild { name: name.to_string(), version: version.to_string(), grant: String::new() }
    }
}

fn wild(list: &Path) -> BTreeSet<Wild> {
    let text = std::fs::read_to_string(list).expect("the list can be read");
    let entry = |line: &str| {
        let field = |key: &str| {
            let after = line.split(&format!("\"{key}\":\"")).nth(1).expect("the key stands in every line");
            after.split('"').next().expect("a value").to_string()
        };
        Wild { name: field("crate"), version: field("version"), grant: field("grant") }
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(entry).collect()
}

/// Has cargo fetch the crates, and returns the folder that holds their sources.
pub(crate) fn fetch(crates: &BTreeSet<Wild>) -> PathBuf {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let dependencies: String = crates
        .iter()
        .map(|one| format!("{} = {{ version = \"={}\", package = \"{0}\" }}\n", one.name, one.version))
        .collect();
    let manifest = format!(
        "[package]\nname = \"scratch\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n{dependencies}"
    );
    std::fs::write(scratch.path().join("Cargo.toml"), manifest).expect("a written manifest");
    std::fs::write(scratch.path().join("lib.rs"), "").expect("a written file");
    let out = Command::new(env!("CARGO"))
        .args(["fetch", "--manifest-path"])
        .arg(scratch.path().join("Cargo.toml"))
        .output()
        .expect("cargo starts");
    assert!(out.status.success(), "cargo could not fetch the crates: {}", String::from_utf8_lossy(&out.stderr));
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--manifest-path"])
        .arg(scratch.path().join("Cargo.toml"))
        .output()
        .expect("cargo starts");
    let text = String::from_utf8_lossy(&out.stdout);
    let some = crates.iter().next().expect("a crate");
    let folder = format!("{}-{}", some.name, some.version);
    let end = text.find(&folder).expect("the crate's folder");
    let start = text[..end].rfind('"').expect("a string") + 1;
    PathBuf::from(&text[start..end])
}

#[test]
fn published_crates_are_accepted() {
    let crates = wild(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/wild.jsonl")));
    let registry = fetch(&crates);
    let mut refused = String::new();
    for one in &crates {
        let policy: Policy = one.grant.parse().expect("known capabilities");
        let verdict = judge(&registry.join(format!("{}-{}", one.name, one.version)), &policy).and_then(|approved| {
            // What needs other packages is built by the code generator's tests.
            if one.grant.contains("dependencies") { Ok(()) } else { audit_build(&approved, &policy) }
        });
        for finding in verdict.err().into_iter().flatten() {
            refused.push_str(&format!("{}: {finding}\n", one.name));
        }
    }
    assert!(refused.is_empty(), "{refused}");
}
