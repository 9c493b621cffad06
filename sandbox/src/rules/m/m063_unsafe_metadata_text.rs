//! M063: what a package may be called, and how it may speak of itself.

use crate::rules::{Findings, Subject, folder, manifest, rule};

rule! {
    "M063" "unsafe-metadata-text" Warning [] "the manifest has a name or a text that does something to whoever prints it"
    explain "Names become parts of file names and of generated code, and texts are shown to people. Control characters steer \
             a terminal. What is printed of them is escaped."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let name = &subject.krate.manifest.name;
    // A manifest without a name is the analyzer's finding.
    if !name.is_empty() && !is_name(name) {
        findings.report(&RULE, folder::whole("Cargo.toml"), format!("has the name `{}`", name.escape_debug()));
    }
    let table = manifest::table(subject);
    let package = table.as_ref().and_then(|table| table.get("package")?.as_table());
    for (key, value) in package.into_iter().flatten() {
        if let Some(c) = steering(value) {
            let message = format!("`{}` contains the character U+{:04X}", key.escape_debug(), u32::from(c));
            findings.report(&RULE, folder::whole("Cargo.toml"), message);
        }
    }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A character of the text, or of a text in the list, that is obeyed and not shown.
fn steering(value: &toml::Value) -> Option<char> {
    match value {
        toml::Value::String(text) => text.chars().find(|c| is_steering(*c)),
        toml::Value::Array(list) => list.iter().find_map(steering),
        _ => None,
    }
}

fn is_steering(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
