//! S009: identifiers that the compiler reads as others.

use unicode_normalization::{IsNormalized, is_nfc_quick};

use crate::rules::{Findings, Subject, rule};

rule! {
    "S009" "non-nfc-identifier" Error [] "an identifier is not in normal form"
    explain "The compiler normalises identifiers, so that two spellings are one name."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (place, name) in &subject.scan.identifiers {
        if is_nfc_quick(name.chars()) != IsNormalized::Yes && !unicode_normalization::is_nfc(name) {
            let message = format!("the identifier `{}` is not in normal form", name.escape_unicode());
            findings.report(&RULE, subject.scan.span(place), message);
        }
    }
}
