//! S002: nesting.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Unreadable;

rule! {
    "S002" "nesting" Error [] "a source file is nested too deeply"
    explain "Deep nesting overflows the stack of whatever reads it, the compiler included."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for unreadable in &subject.scan.unreadable {
        if let Unreadable::Nesting(span) = unreadable {
            findings.report(&RULE, span.clone(), "is nested too deeply".to_string());
        }
    }
}
