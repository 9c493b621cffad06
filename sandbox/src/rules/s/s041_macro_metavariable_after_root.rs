//! S041: `std::$name`.

use crate::rules::{Findings, Subject, items, rule};
use crate::scan::Role;

rule! {
    "S041" "macro-metavariable-after-root" Error [] "a macro goes on with a path of the standard library"
    explain "`std::$m::$f` can become any item."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in &subject.scan.paths {
        let start = used.written.segments.join("::");
        let message = match used.role {
            Role::BeforeMetavariable => format!("a macro puts its argument after `{start}::`"),
            Role::Open => format!("a macro puts its argument after `{start}`"),
            _ => continue,
        };
        if subject.scan.names.meanings(&used.written).iter().any(|meaning| items::opens_more(&meaning.path)) {
            findings.report(&RULE, subject.scan.span(&used.place), message);
        }
    }
}
