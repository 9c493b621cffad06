//! M023: `[patch]` and `[replace]`.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M023" "patch-replace" Error [] "the manifest replaces packages"
    explain "`[patch]` and `[replace]` put other code in the place of a dependency."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for section in &subject.krate.manifest.sections {
        if matches!(section.value.as_str(), "patch" | "replace") {
            let message = format!("replaces packages, in `[{}]`", section.value);
            findings.report(&RULE, section.span.clone(), message);
        }
    }
}
