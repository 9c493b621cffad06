//! S02E: clocks.

use std::collections::BTreeSet;

use crate::rules::{Findings, Subject, rule};

rule! {
    "S02E" "clock" Note [Clock] "reads a clock"
    explain "A clock tells two runs apart, and measures what the host does meanwhile. Most uses are harmless; a policy may \
             raise this note to an error, which the grant lifts; the objects are then held against it, too."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut known = BTreeSet::new();
    for used in &subject.scan.paths {
        for meaning in subject.scan.names.meanings(&used.written) {
            let [_, module, clock, function, ..] = meaning.path.as_slice() else { continue };
            let reads = module == "time" && matches!(clock.as_str(), "Instant" | "SystemTime") && function == "now";
            if reads && known.insert(clock.clone()) {
                findings.report(&RULE, subject.scan.span(&used.place), format!("reads the clock of `{clock}`"));
            }
        }
    }
}
