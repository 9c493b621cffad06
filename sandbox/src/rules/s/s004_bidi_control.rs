//! S004: characters that reverse the direction of text.

use plugwright_analyzer::Span;

use crate::rules::{Findings, Subject, rule};

rule! {
    "S004" "bidi-control" Error [] "a source file contains a character that reverses the direction of text"
    explain "With such characters the code that people read is not the code that is compiled."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let sources = subject.krate.sources;
    for path in subject.scan.files() {
        let Some(id) = sources.find(path) else { continue };
        let Ok(text) = std::str::from_utf8(&sources.file(id).bytes) else { continue };
        for (at, c) in text.char_indices().filter(|(_, c)| is_bidi_control(*c)) {
            let span = Span::of_bytes(path, text, at..at + c.len_utf8());
            findings.report(&RULE, span, format!("contains the invisible character U+{:04X}", u32::from(c)));
        }
    }
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
