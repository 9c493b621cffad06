//! S041: `std::$name`.

use crate::rules::{Findings, Subject, items, rule};
use crate::scan::Role;
use crate::scan::names::Meaning;

rule! {
    "S041" "macro-metavariable-after-root" Error [] "a macro goes on with a path of the standard library"
    explain "`std::$m::$f` can become any item, and so can `$m::f` after `use std as $m`."
    by check
}

/// What stands below a root and needs a grant, or leads to what does; and the macros that read files and variables.
const DOORS: &[&str] = &[
    "alloc",
    "arch",
    "asm",
    "backtrace",
    "env",
    "fs",
    "global_asm",
    "include",
    "include_bytes",
    "include_str",
    "intrinsics",
    "io",
    "naked_asm",
    "net",
    "option_env",
    "os",
    "panic",
    "panicking",
    "path",
    "prelude",
    "process",
    "rt",
    "sys",
    "thread",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for used in &subject.scan.paths {
        let start = used.written.segments.join("::");
        let message = match used.role {
            Role::BeforeMetavariable => format!("a macro puts its argument after `{start}::`"),
            Role::Open => format!("a macro puts its argument after `{start}`"),
            Role::NamedByMetavariable => format!("a macro gives `{start}` a name that it is given"),
            _ => continue,
        };
        // `core` holds little that needs a grant, and an argument becomes only what some macro is handed.
        let opens = |meaning: &Meaning| match meaning.path.len() {
            1 => meaning.path[0] != "core" || subject.scan.has_word(DOORS),
            _ => items::opens_more(&meaning.path),
        };
        let words = subject.scan.words().iter().map(String::as_str).collect();
        let globs = subject.scan.names.globs_at(&used.written);
        let brings = |path: &Vec<String>| items::completes(path, &words, findings.policy());
        if subject.scan.names.meanings(&used.written).iter().any(opens) || globs.iter().any(brings) {
            findings.report(&RULE, subject.scan.span(&used.place), message);
        }
    }
}
