//! The text of source files: what cannot be read, and what reads otherwise than it is.

use plugwright_analyzer::{Severity, Span};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::{Findings, Subject, rule};
use crate::scan::Unreadable;
use crate::scan::names::is_root;

rule! {
    /// No tokens.
    UNPARSED = "S001" "unparsed" Error [] "a source file cannot be read as Rust"
    explain "A file that cannot be read is never taken for a clean one.";
    /// Too deep.
    NESTING = "S002" "nesting" Error [] "a source file is nested too deeply"
    explain "Deep nesting overflows the stack of whatever reads it, the compiler included.";
    /// Too many names.
    SIZE = "S003" "size" Error [] "the crate has more names than can be followed"
    explain "Modules that import each other by the hundred have no purpose but to exhaust whoever follows the imports.";
    /// Bidirectional controls.
    BIDI = "S004" "bidi-control" Error [] "a source file contains a character that reverses the direction of text"
    explain "With such characters the code that people read is not the code that is compiled.";
    /// Identifiers that look like a root.
    CONFUSABLE = "S008" "confusable-ident" Error [] "an identifier looks like a root of the standard library"
    explain "A name of Cyrillic letters that reads `std` is made to deceive whoever reviews the code.";
    /// Identifiers that the compiler reads as others.
    NOT_NORMAL = "S009" "non-nfc-identifier" Error [] "an identifier is not in normal form"
    explain "The compiler normalises identifiers, so that two spellings are one name.";
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for unreadable in &subject.scan.unreadable {
        match unreadable {
            Unreadable::Tokens(span, why) => findings.report(&UNPARSED, span.clone(), format!("cannot be read: {why}")),
            Unreadable::Nesting(span) => findings.report(&NESTING, span.clone(), "is nested too deeply".to_string()),
        };
    }
    if subject.scan.names.is_exhausted() {
        findings.report(&SIZE, None, "has more names than can be followed".to_string());
    }
    for path in subject.scan.files() {
        let Some(id) = subject.krate.sources.find(path) else { continue };
        let Ok(text) = std::str::from_utf8(&subject.krate.sources.file(id).bytes) else { continue };
        for (at, c) in text.char_indices().filter(|(_, c)| is_bidi_control(*c)) {
            let span = Span::of_bytes(path, text, at..at + c.len_utf8());
            findings.report(&BIDI, span, format!("contains the invisible character U+{:04X}", u32::from(c)));
        }
    }
    for (place, name) in &subject.scan.identifiers {
        if is_root(&skeleton(name)) {
            findings.report(
                &CONFUSABLE,
                subject.scan.span(place),
                format!("the identifier `{name}` looks like another"),
            );
        }
        if is_nfc_quick(name.chars()) != IsNormalized::Yes && !unicode_normalization::is_nfc(name) {
            let message = format!("the identifier `{}` is not in normal form", name.escape_unicode());
            findings.report(&NOT_NORMAL, subject.scan.span(place), message);
        }
    }
}

/// The name in the letters that it looks like.
fn skeleton(name: &str) -> String {
    const LOOKS: &[(char, char)] = &[
        ('а', 'a'),
        ('α', 'a'),
        ('с', 'c'),
        ('ϲ', 'c'),
        ('ԁ', 'd'),
        ('е', 'e'),
        ('ӏ', 'l'),
        ('ⅼ', 'l'),
        ('о', 'o'),
        ('ο', 'o'),
        ('г', 'r'),
        ('ѕ', 's'),
        ('т', 't'),
        ('τ', 't'),
    ];
    let letter = |c: char| LOOKS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    name.nfkc().map(letter).collect()
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
