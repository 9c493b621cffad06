//! S030: `use std as x`.

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
            findings.report(&RULE, subject.scan.span(&used.place), format!("gives `{root}` the name `{bound}`"));
        }
    }
}

/// Whether the path is a root itself.
pub(in crate::rules) fn names_root(subject: &Subject<'_>, used: &PathUse) -> bool {
    subject.scan.names.meanings(&used.written).iter().any(|meaning| meaning.path.len() == 1)
}
