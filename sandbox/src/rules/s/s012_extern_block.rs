//! S012: `extern "C" { … }`.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    "S012" "extern-block" Error [Ffi] "declares foreign functions"
    explain "A foreign function is any function that the linker finds."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::ForeignBlock) {
        findings.report(&RULE, subject.scan.span(&keyword.place), "declares foreign functions".to_string());
    }
}
