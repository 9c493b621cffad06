//! S033: `pub use std::env`.

use crate::rules::{Findings, Subject, items, rule};
use crate::scan::Role;

rule! {
    "S033" "re-export" Error [] "hands a module with things that need a grant to others"
    explain "`use std::env` is harmless for the sake of `std::env::consts`. `pub use std::env` offers the whole module to \
             whoever uses the crate, the bridge included."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in subject.scan.paths.iter().filter(|used| used.is_public) {
        if !matches!(used.role, Role::Import { .. }) {
            continue;
        }
        for meaning in subject.scan.names.meanings(&used.written) {
            let Some(lifted_by) = items::needed(&meaning.path) else { continue };
            let message = format!("offers `{}` to others under a name of its own", meaning.path.join("::"));
            let span = subject.scan.span(&used.place);
            if let Some(finding) = findings.report_unless(&RULE, lifted_by, span, message) {
                finding.notes.extend(meaning.via.iter().cloned());
            }
        }
    }
}
