//! S034: paths that lead to nothing known.

use crate::rules::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    "S034" "unresolved" Error [] "a path leads to nothing that is known"
    explain "Every path is followed to where it ends. A path that ends at an item of the standard library that no list names, or \
             that starts at a name which nothing declares, is refused, so that a new module is never let through by accident."
    by check
}

/// A path that starts at a name that the crate does not have. The compiler takes such a path only from what nobody has
/// read: a crate that was handed to it, or code that a macro of elsewhere wrote.
fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in subject.scan.paths.iter().filter(|used| used.role != Role::Made) {
        if !subject.scan.is_known_start(used) {
            let start = used.written.segments.first().map(String::as_str).unwrap_or_default();
            let message =
                format!("`{}` starts at `{start}`, which nothing here declares", used.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&used.place), message);
        }
    }
}
