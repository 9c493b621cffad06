//! S010: the word `unsafe`.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    "S010" "unsafe-token" Error [Unsafe] "contains `unsafe`"
    explain "Unsafe code can do everything that the process can, without naming it."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::Unsafe) {
        let message = if keyword.place.in_macro { "contains `unsafe`, inside a macro" } else { "contains `unsafe`" };
        findings.report(&RULE, subject.scan.span(&keyword.place), message.to_string());
    }
}
