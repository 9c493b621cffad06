//! S015: `asm!` and its like.

use crate::rules::{Findings, Subject, macros, rule};

rule! {
    "S015" "assembly" Error [Unsafe] "contains assembly"
    explain "Assembly does anything, and `global_asm!` does it without being called."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (call, name) in macros::builtin_calls(subject) {
        if matches!(name.as_str(), "asm" | "global_asm" | "naked_asm" | "llvm_asm") {
            findings.report(&RULE, subject.scan.span(&call.place), format!("contains assembly, in `{name}!`"));
        }
    }
}
