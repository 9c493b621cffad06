//! S003: names without end.

use crate::rules::{Findings, Subject, rule};

rule! {
    "S003" "size" Error [] "the crate has more names than can be followed"
    explain "Modules that import each other by the hundred have no purpose but to exhaust whoever follows the imports."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if subject.scan.names.is_exhausted() {
        findings.report(&RULE, None, "has more names than can be followed".to_string());
    }
}
