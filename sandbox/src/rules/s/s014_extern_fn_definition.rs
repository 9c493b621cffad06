//! S014: `extern "C" fn name`.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    "S014" "extern-fn-definition" Warning [Ffi] "defines a function with a foreign calling convention"
    explain "Only foreign code has a use for such a function."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::ForeignDefinition) {
        findings.report(
            &RULE,
            subject.scan.span(&keyword.place),
            "defines a function with a foreign calling convention".to_string(),
        );
    }
}
