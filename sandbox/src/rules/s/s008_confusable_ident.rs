//! S008: identifiers that look like others.

use unicode_security::skeleton;

use crate::rules::{Findings, Subject, rule};
use crate::scan::names::is_root;

rule! {
    "S008" "confusable-ident" Error [] "an identifier looks like a root of the standard library"
    explain "A name of Cyrillic letters that reads `std` is made to deceive whoever reviews the code."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (place, name) in &subject.scan.identifiers {
        let looks = skeleton(name).collect::<String>();
        if is_root(&looks) {
            let message = format!("the identifier `{name}` looks like `{looks}`");
            findings.report(&RULE, subject.scan.span(place), message);
        }
    }
}
