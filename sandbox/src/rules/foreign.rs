//! `unsafe` and foreign code.

use plugwright_analyzer::Severity;

use super::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    /// `unsafe`.
    UNSAFE = "S010" "unsafe-token" Error [Unsafe] "contains `unsafe`"
    explain "Unsafe code can do everything that the process can, without naming it.";
    /// `extern "C" { … }`.
    BLOCK = "S012" "extern-block" Error [Ffi] "declares foreign functions"
    explain "A foreign function is any function that the linker finds.";
    /// `extern "C" fn name`.
    DEFINITION = "S014" "extern-fn-definition" Warning [Ffi] "defines a function with a foreign calling convention"
    explain "Only foreign code has a use for such a function.";
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in &subject.scan.keywords {
        let (rule, message) = match keyword.what {
            Role::Unsafe if keyword.place.in_macro => (&UNSAFE, "contains `unsafe`, inside a macro"),
            Role::Unsafe => (&UNSAFE, "contains `unsafe`"),
            Role::ForeignBlock => (&BLOCK, "declares foreign functions"),
            Role::ForeignDefinition => (&DEFINITION, "defines a function with a foreign calling convention"),
            _ => continue,
        };
        findings.report(rule, subject.scan.span(&keyword.place), message.to_string());
    }
}
