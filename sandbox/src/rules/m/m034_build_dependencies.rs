//! M034: dependencies of a build script.

use plugwright_analyzer::DependencyKind;

use crate::rules::{Findings, Subject, dependencies, rule};

rule! {
    "M034" "build-dependencies" Error [BuildScript] "a build script has dependencies"
    explain "They run while the plugin is built."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::built(subject).filter(|one| one.kind == DependencyKind::Build) {
        let message = format!("its build script depends on `{}`", dependency.name);
        findings.report(&RULE, dependency.span.clone(), message);
    }
}
