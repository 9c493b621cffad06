//! M012: the key `links`.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M012" "links-key" Error [BuildScript] "the package links a native library"
    explain "`links` belongs to a build script that finds or builds a native library."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if let Some(links) = &subject.krate.manifest.links {
        findings.report(&RULE, links.span.clone(), format!("links the native library `{}`", links.value));
    }
}
