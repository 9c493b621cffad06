//! M064: how much a folder may hold.

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M064" "size-limit" Error [] "the folder is larger than a plugin's sources are"
    explain "Everything in the folder is read and kept in memory."
    by check
}

const FILES: usize = 5_000;

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let files = subject.krate.sources.files();
    if files.len() > FILES {
        findings.report(&RULE, None, format!("holds {} files, more than {FILES}", files.len()));
    }
    for file in files.iter().filter(|file| file.kind == FileKind::TooLarge) {
        findings.report(&RULE, folder::whole(&file.path), format!("`{}` is too large to be read", file.path));
    }
}
