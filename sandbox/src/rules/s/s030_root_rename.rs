//! S030: `use std as x`.

use plugwright_analyzer::Severity;

use crate::rules::{Findings, Subject, rule};
use crate::scan::names::is_root;
use crate::scan::{PathUse, Role};

rule! {
    "S030" "root-rename" Error [] "gives the root of the standard library another name"
    explain "Code that renames `std` has no purpose but to hide what follows."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in &subject.scan.paths {
        let Role::Import { bound } = &used.role else { continue };
        // Paths are judged by what follows their root, so that one root may stand for another.
        if bound != "_" && !is_root(bound) && names_root(subject, used) {
            let root = used.written.segments.join("::");
            let span = subject.scan.span(&used.place);
            if let Some(finding) = findings.report(&RULE, span, format!("gives `{root}` the name `{bound}`"))
                && !reaches_system(subject, used)
            {
                finding.severity = Severity::Warning;
            }
        }
    }
}

/// Whether the root is that of everything, not only of what computes: `core` and `alloc` know no system.
fn reaches_system(subject: &Subject<'_>, used: &PathUse) -> bool {
    subject.scan.names.meanings(&used.written).iter().any(|meaning| meaning.path == ["std"])
}

/// Whether the path is a root itself.
pub(in crate::rules) fn names_root(subject: &Subject<'_>, used: &PathUse) -> bool {
    subject.scan.names.meanings(&used.written).iter().any(|meaning| meaning.path.len() == 1)
}
