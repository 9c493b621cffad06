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
        // What is defined for tests alone is called by tests alone, or nothing compiles.
        let for_tests = call.written.segments.len() == 1 && subject.scan.is_left_out(&call.written.segments[0]);
        if !own && !for_tests && macros::builtin_names(subject, call, own).is_empty() {
            let message = format!("calls `{}!`, which the crate does not define", call.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&call.place), message);
        }
    }
}
