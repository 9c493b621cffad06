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
        let elsewhere = call.written.segments.len() == 1 && is_defined_elsewhere(subject, &call.written.segments[0]);
        if !own && !elsewhere && macros::builtin_names(subject, call, own).is_empty() {
            let message = format!("calls `{}!`, which the crate does not define", call.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&call.place), message);
        }
    }
}

/// Whether the crate defines a macro of that name where it is not seen: for tests alone, so that tests alone call it, or by
/// another macro that is given the name.
fn is_defined_elsewhere(subject: &Subject<'_>, name: &str) -> bool {
    subject.scan.is_left_out(name) || subject.scan.makes_macros && subject.scan.has_word(&[name])
}
