//! M033: a dependency from the registry.

use plugwright_analyzer::Origin;

use crate::rules::{Findings, Subject, dependencies, rule};

rule! {
    "M033" "registry-dep" Error [Dependencies] "a dependency is a published package"
    explain "A dependency is code that was not checked together with the plugin."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::foreign(subject).filter(|one| one.origin == Origin::Registry) {
        // Which version it comes to is known when cargo has chosen; that is checked before anything is built.
        if findings.policy().dependencies.iter().any(|allowed| allowed.name == dependency.package) {
            continue;
        }
        let message = format!("depends on the published package `{}`", dependency.package);
        findings.report(&RULE, dependency.span.clone(), message);
    }
}
