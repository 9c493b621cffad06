//! M032: a dependency from a repository.

use plugwright_analyzer::Origin;

use crate::rules::{Findings, Subject, dependencies, rule};

rule! {
    "M032" "git-dep" Error [] "a dependency is a repository"
    explain "A repository can hold something else tomorrow."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::foreign(subject) {
        let name = &dependency.name;
        let message = match &dependency.origin {
            Origin::Git(address) => format!("depends on `{name}` from the repository `{address}`"),
            Origin::OtherRegistry(registry) => format!("depends on `{name}` from another registry, `{registry}`"),
            _ => continue,
        };
        findings.report(&RULE, dependency.span.clone(), message);
    }
}
