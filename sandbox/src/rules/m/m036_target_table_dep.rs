//! M036: dependencies for some targets only.

use crate::rules::{Findings, Subject, dependencies, rule};

rule! {
    "M036" "target-table-dep" Error [Dependencies] "a dependency is for some targets only"
    explain "The same rules hold for `[target.….dependencies]` as for `[dependencies]`."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::foreign(subject) {
        if let Some(target) = &dependency.target {
            let message = format!("depends on `{}` for `{target}`", dependency.name);
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}
