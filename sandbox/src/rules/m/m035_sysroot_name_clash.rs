//! M035: names of the standard library.

use crate::rules::{Findings, Subject, dependencies, folder, rule};

rule! {
    "M035" "sysroot-name-clash" Error [] "a package is named like a crate of the standard library"
    explain "Paths and symbols of such a package look like those of the standard library."
    by check
}

/// Crates that every program links.
const SYSROOT: &[&str] = &["std", "core", "alloc", "proc_macro", "test"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let manifest = &subject.krate.manifest;
    if is_sysroot(&manifest.name) {
        findings.report(&RULE, folder::whole("Cargo.toml"), format!("has the name `{}`", manifest.name));
    }
    if let Some(library) = manifest.library.as_ref().filter(|library| is_sysroot(&library.name)) {
        findings.report(&RULE, library.span.clone(), format!("its library has the name `{}`", library.name));
    }
    for dependency in dependencies::built(subject) {
        if is_sysroot(&dependency.name) || is_sysroot(&dependency.package) {
            let message = format!("depends on a package under the name `{}`", dependency.name);
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}

fn is_sysroot(name: &str) -> bool {
    SYSROOT.contains(&name.replace('-', "_").as_str())
}
