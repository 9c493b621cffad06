//! S001: files without tokens.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Unreadable;

rule! {
    "S001" "unparsed" Error [] "a source file cannot be read as Rust"
    explain "A file that cannot be read is never taken for a clean one."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for unreadable in &subject.scan.unreadable {
        if let Unreadable::Tokens(span, why) = unreadable {
            findings.report(&RULE, span.clone(), format!("cannot be read: {why}"));
        }
    }
}
