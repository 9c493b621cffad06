//! M001: a manifest that cannot be read.

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M001" "manifest-unparsed" Error [] "the manifest cannot be read, or names no library"
    explain "What cargo would do with a manifest that cannot be read is anybody's guess."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let sources = subject.krate.sources;
    let file = sources.find("Cargo.toml").map(|id| sources.file(id));
    let text = file.filter(|file| file.kind == FileKind::Regular).map(|file| std::str::from_utf8(&file.bytes));
    let why = match text {
        None => "there is no `Cargo.toml` that is a regular file",
        Some(Err(_)) => "the manifest is not UTF-8",
        Some(Ok(text)) if text.parse::<toml::Table>().is_err() => "the manifest is no TOML",
        Some(Ok(_)) if subject.krate.manifest.library.is_none() => "the manifest names no library",
        Some(Ok(_)) => return,
    };
    findings.report(&RULE, folder::whole("Cargo.toml"), why.to_string());
}
