//! The roots of the standard library keep their names, so that every path to it can be read where it starts.

use plugwright_analyzer::Severity;

use super::{Findings, Subject, rule};
use crate::scan::Role;
use crate::scan::names::is_root;

rule! {
    /// `use std as x`.
    RENAMED = "S030" "root-rename" Error [] "gives the root of the standard library another name"
    explain "Code that renames `std` has no purpose but to hide what follows.";
    /// `use std::*`.
    GLOB = "S031" "root-glob" Error [] "imports everything of the standard library's root"
    explain "After `use std::*` every bare name may be a module of the standard library.";
    /// `mod std`.
    SHADOWED = "S032" "root-shadow" Error [] "names something of its own like a root of the standard library"
    explain "With a module named `core` every path that starts so has two meanings.";
    /// `extern crate std as x`.
    EXTERN_CRATE = "S035" "extern-crate" Error [] "declares an `extern crate` that hides a root or is none of the plugin's"
    explain "Only `std`, `core` and `alloc` under their own names, and granted dependencies, may be declared.";
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in &subject.scan.paths {
        let meanings = subject.scan.names.meanings(&used.written);
        if !meanings.iter().any(|meaning| meaning.path.len() == 1) {
            continue;
        }
        let root = used.written.segments.join("::");
        match &used.role {
            Role::Glob => {
                findings.report(&GLOB, subject.scan.span(&used.place), format!("imports everything of `{root}`"));
            }
            Role::Import { bound } if !is_root(bound) => {
                let message = format!("gives `{root}` the name `{bound}`");
                findings.report(&RENAMED, subject.scan.span(&used.place), message);
            }
            Role::Import { bound } if *bound != used.written.segments[0] || used.written.segments.len() > 1 => {
                let message = format!("gives `{root}` the name `{bound}`");
                findings.report(&RENAMED, subject.scan.span(&used.place), message);
            }
            _ => {}
        }
    }
    for shadow in &subject.scan.shadows {
        let message = format!("names something of its own `{}`", shadow.name);
        findings.report(&SHADOWED, subject.scan.span(&shadow.place), message);
    }
    for krate in &subject.scan.crates {
        if let Some(message) = refused(subject, krate) {
            findings.report(&EXTERN_CRATE, subject.scan.span(&krate.place), message);
        }
    }
}

fn refused(subject: &Subject<'_>, krate: &crate::scan::ForeignCrate) -> Option<String> {
    let (name, bound) = (krate.name.as_str(), krate.bound.as_str());
    if is_root(bound) && bound != name {
        return Some(format!("gives the crate `{name}` the name `{bound}`"));
    }
    if is_root(name) {
        return (bound != name && bound != "_").then(|| format!("gives the crate `{name}` the name `{bound}`"));
    }
    let own =
        name == "self" || subject.krate.manifest.dependencies.iter().any(|dependency| dependency.crate_name() == name);
    (!own).then(|| format!("declares the crate `{name}`, which is no dependency"))
}
