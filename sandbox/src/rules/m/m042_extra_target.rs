//! M042: programs besides the library.

use plugwright_analyzer::Severity;

use crate::rules::{Findings, Subject, folder, manifest, rule};

rule! {
    "M042" "extra-target" Warning [] "the package has programs besides its library"
    explain "Only the library is built. A program that is named like a tool of the build waits to be mistaken for it."
    by check
}

/// Programs that a build starts by name.
const TOOLS: &[&str] = &[
    "ar",
    "cargo",
    "cc",
    "clang",
    "clippy-driver",
    "gcc",
    "ld",
    "lld",
    "link",
    "ranlib",
    "rust-lld",
    "rustc",
    "rustdoc",
    "rustfmt",
    "rustup",
    "strip",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for name in programs(subject) {
        let message = format!("has the program `{name}`, which is not built");
        let Some(finding) = findings.report(&RULE, folder::whole("Cargo.toml"), message) else { continue };
        if TOOLS.contains(&name.to_lowercase().trim_end_matches(".exe")) {
            finding.severity = Severity::Error;
            finding.message = format!("has a program `{name}`, like a tool of the build");
        }
    }
}

/// The programs that the manifest names. Tests, examples and benchmarks are no part of a build of the library.
fn programs(subject: &Subject<'_>) -> Vec<String> {
    let Some(table) = manifest::table(subject) else { return Vec::new() };
    let tables = table.get("bin").and_then(toml::Value::as_array);
    let name = |table: &toml::Value| Some(table.get("name")?.as_str()?.to_string());
    tables.into_iter().flatten().filter_map(name).collect()
}
