//! S042: `$name!()`.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    "S042" "macro-called-by-metavariable" Error [] "a macro calls a macro that it was given"
    explain "`$m!(…)` can become any macro, such as `include_bytes!`."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::CallsMetavariable) {
        findings.report(&RULE, subject.scan.span(&keyword.place), "a macro calls its argument as a macro".to_string());
    }
}
