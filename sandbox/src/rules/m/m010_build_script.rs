//! M010: a build script.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M010" "build-script" Error [BuildScript] "the package has a build script"
    explain "A build script is a program that runs while the plugin is built."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for script in &subject.krate.manifest.build {
        findings.report(&RULE, script.span.clone(), format!("has the build script `{}`", script.value));
    }
}
