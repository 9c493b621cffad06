//! S031: `use std::*`.

use super::s030_root_rename::names_root;
use crate::rules::{Findings, Subject, rule};
use crate::scan::Role;

rule! {
    "S031" "root-glob" Warning [] "imports everything of the standard library's root"
    explain "After `use std::*` every bare name may be a module of the standard library."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in subject.scan.paths.iter().filter(|used| used.role == Role::Glob) {
        if names_root(subject, used) {
            let message = format!("imports everything of `{}`", used.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&used.place), message);
        }
    }
}
