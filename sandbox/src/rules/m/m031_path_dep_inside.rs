//! M031: a dependency in a folder of the plugin's.

use plugwright_analyzer::Origin;

use crate::rules::{Findings, Subject, dependencies, folder, rule};

rule! {
    "M031" "path-dep-inside" Error [Dependencies] "a dependency is a folder of the plugin's"
    explain "A package inside the plugin's folder has a manifest of its own."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if findings.policy().allows_vendored() {
        return;
    }
    for dependency in dependencies::foreign(subject) {
        if let Origin::Path(path) = &dependency.origin
            && folder::below("Cargo.toml", path).is_some()
        {
            let message = format!("depends on `{}` in the folder `{path}`", dependency.name);
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}
