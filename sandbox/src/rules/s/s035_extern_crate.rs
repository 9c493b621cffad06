//! S035: `extern crate std as x`.

use plugwright_analyzer::Severity;

use crate::rules::{Findings, Subject, rule};
use crate::scan::ForeignCrate;
use crate::scan::names::is_root;

rule! {
    "S035" "extern-crate" Error [] "declares an `extern crate` that hides a root or is none of the plugin's"
    explain "Only `std`, `core` and `alloc` under their own names, and granted dependencies, may be declared."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for krate in &subject.scan.crates {
        let Some(message) = refused(subject, krate) else { continue };
        // `core` and `alloc` know no system.
        let harmless = matches!(krate.name.as_str(), "core" | "alloc") && !is_root(&krate.bound);
        if let Some(finding) = findings.report(&RULE, subject.scan.span(&krate.place), message)
            && harmless
        {
            finding.severity = Severity::Warning;
        }
    }
}

fn refused(subject: &Subject<'_>, krate: &ForeignCrate) -> Option<String> {
    let (name, bound) = (krate.name.as_str(), krate.bound.as_str());
    match (is_root(name), is_root(bound)) {
        // Paths are judged by what follows their root, so that one root may stand for another.
        (true, true) => None,
        (true, false) => (bound != "_").then(|| format!("gives the crate `{name}` the name `{bound}`")),
        (false, true) => Some(format!("gives the crate `{name}` the name `{bound}`")),
        (false, false) => {
            let dependencies = &subject.krate.manifest.dependencies;
            let own = name == "self" || dependencies.iter().any(|dependency| dependency.crate_name() == name);
            (!own).then(|| format!("declares the crate `{name}`, which is no dependency"))
        }
    }
}
