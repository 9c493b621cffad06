//! S050: `include!` and its like.

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, macros, rule};
use crate::scan::MacroCall;

rule! {
    "S050" "include-macro" Error [Fs, BuildScript] "embeds a file other than one of the crate's own"
    explain "`include_str!` with a literal relative path to a regular file of the crate is free; anything else embeds \
             files of the building machine in the plugin. A build script may have written one."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (call, name) in macros::builtin_calls(subject) {
        let message = match name.as_str() {
            "include" => "`include!` takes code from elsewhere".to_string(),
            "include_str" | "include_bytes" => match embedded(subject, call) {
                Err(why) => format!("`{name}!` {why}"),
                Ok(()) => continue,
            },
            _ => continue,
        };
        findings.report(&RULE, subject.scan.span(&call.place), message);
    }
}

/// Whether a file is embedded that may be.
fn embedded(subject: &Subject<'_>, call: &MacroCall) -> Result<(), String> {
    let literal = match call.arguments.as_slice() {
        [literal] => literal.string(),
        [literal, comma] if comma.is_punct(',') => literal.string(),
        _ => None,
    };
    let Some(literal) = literal else { return Err("takes a path that is no literal".to_string()) };
    let here = subject.scan.file_of(&call.place);
    let Some(target) = folder::below(here, &literal) else {
        return Err(format!("embeds `{literal}`, which is outside of the crate"));
    };
    // Where a macro is called decides what its paths are relative to.
    if call.place.in_macro && subject.scan.files().any(|file| folder::below(file, &literal).is_none()) {
        return Err(format!("embeds `{literal}`, which is outside of the crate from where the macro may be called"));
    }
    let sources = subject.krate.sources;
    let regular = sources.find(&target).is_some_and(|id| sources.file(id).kind == FileKind::Regular);
    if regular || call.place.in_macro {
        return Ok(());
    }
    Err(format!("embeds `{literal}`, which is no regular file of the crate"))
}
