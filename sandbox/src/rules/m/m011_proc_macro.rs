//! M011: a procedural macro as the package.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M011" "proc-macro" Error [] "the package is a procedural macro"
    explain "A procedural macro runs inside the compiler, and exports nothing that could be called."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(library) = &subject.krate.manifest.library else { return };
    if library.proc_macro || library.crate_types.iter().any(|kind| kind == "proc-macro") {
        findings.report(&RULE, library.span.clone(), "is a procedural macro".to_string());
    }
}
