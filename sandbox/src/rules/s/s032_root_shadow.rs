//! S032: `mod std`.

use crate::rules::{Findings, Subject, rule};

rule! {
    "S032" "root-shadow" Warning [] "names something of its own like a root of the standard library"
    explain "With a module of one's own named `core`, every path that starts so has two meanings."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for shadow in &subject.scan.shadows {
        let message = format!("names something of its own `{}`", shadow.name);
        findings.report(&RULE, subject.scan.span(&shadow.place), message);
    }
}
