//! M030: a dependency in a folder elsewhere.

use plugwright_analyzer::Origin;

use crate::rules::{Findings, Subject, dependencies, folder, rule};

rule! {
    "M030" "path-dep-outside" Error [] "a dependency is a folder outside of the plugin's"
    explain "What is built must be what was checked, and the folder is all that was checked."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::foreign(subject) {
        if let Origin::Path(path) = &dependency.origin
            && folder::below("Cargo.toml", path).is_none()
        {
            let message = format!("depends on `{}` in the folder `{path}`", dependency.name);
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}
