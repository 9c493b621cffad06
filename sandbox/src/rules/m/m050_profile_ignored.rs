//! M050: `[profile]`.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M050" "profile-ignored" Warning [] "the manifest has a profile, which is not used"
    explain "The host builds all plugins with its own profile; `panic = \"abort\"` would end the host."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if let Some(section) = subject.krate.manifest.section("profile") {
        findings.report(&RULE, section.span.clone(), "sets a profile, which is not used".to_string());
    }
}
