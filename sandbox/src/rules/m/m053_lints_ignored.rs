//! M053: `[lints]`.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M053" "lints-ignored" Note [] "the manifest sets lints, which are not used"
    explain "The host builds all plugins with its own lints."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if let Some(section) = subject.krate.manifest.section("lints") {
        findings.report(&RULE, section.span.clone(), "sets lints, which are not used".to_string());
    }
}
