//! S043: macros of nobody knows where.

use crate::rules::{Findings, Subject, macros, rule};

rule! {
    "S043" "unknown-macro" Error [Dependencies] "calls a macro that the crate does not define"
    explain "A macro of another crate can expand to anything, and the compiler does not apply its lints to that."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for call in &subject.scan.calls {
        let own = macros::is_own(subject, call);
        if !own && macros::builtin_names(subject, call, own).is_empty() {
            let message = format!("calls `{}!`, which the crate does not define", call.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&call.place), message);
        }
    }
}
