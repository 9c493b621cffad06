//! M052: the edition of 2015.

use plugwright_analyzer::{Edition, Severity};

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M052" "edition-2015" Note [] "the package is written in the edition of 2015"
    explain "Imports start at the crate's root there, which this check follows. A policy may demand a later edition."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let manifest = &subject.krate.manifest;
    let taken = findings.policy().editions.as_ref();
    if let Some(taken) = taken.filter(|taken| !taken.iter().any(|year| year == manifest.edition.name())) {
        let message = format!(
            "is written in the edition of {}, and the policy takes {}",
            manifest.edition.name(),
            taken.join(", ")
        );
        if let Some(finding) = findings.report(&RULE, folder::whole("Cargo.toml"), message) {
            finding.severity = Severity::Error;
        }
        return;
    }
    // A manifest that cannot be read has no edition at all.
    if manifest.edition != Edition::E2015 || manifest.library.is_none() {
        return;
    }
    let message = "is written in the edition of 2015, in which imports start at the crate's root".to_string();
    findings.report(&RULE, folder::whole("Cargo.toml"), message);
}
