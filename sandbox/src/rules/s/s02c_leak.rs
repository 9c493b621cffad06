//! S02C: memory that is leaked on purpose.

use std::collections::BTreeSet;

use crate::rules::{Findings, Subject, rule};

rule! {
    "S02C" "leak" Note [] "leaks memory on purpose"
    explain "Leaked memory stays the host's until the process ends. Once is a habit of static tables; in every call it adds \
             up. The limit on a plugin's memory is what contains it; a policy may raise this note."
    by check
}

/// Functions that leak, by type or module and name.
const LEAKS: &[(&str, &str)] = &[
    ("Box", "leak"),
    ("String", "leak"),
    ("Vec", "leak"),
    ("mem", "forget"),
    ("ManuallyDrop", "new"),
    ("Box", "into_raw"),
    ("Rc", "into_raw"),
    ("Arc", "into_raw"),
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut known = BTreeSet::new();
    for used in &subject.scan.paths {
        let meanings = subject.scan.names.meanings(&used.written);
        let written = [used.written.segments.as_slice()];
        let leak = meanings.iter().map(|meaning| meaning.path.as_slice()).chain(written).find_map(leak);
        if let Some((of, name)) = leak.filter(|leak| known.insert(*leak)) {
            findings.report(&RULE, subject.scan.span(&used.place), format!("leaks memory, with `{of}::{name}`"));
        }
    }
}

fn leak(path: &[String]) -> Option<(&'static str, &'static str)> {
    let [.., of, name] = path else { return None };
    LEAKS.iter().find(|leak| (of.as_str(), name.as_str()) == **leak).copied()
}
