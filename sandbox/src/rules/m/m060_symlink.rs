//! M060: symbolic links.

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M060" "symlink" Error [] "the folder holds a symbolic link"
    explain "A link makes a file of elsewhere look like one of the plugin's."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for file in subject.krate.sources.files().iter().filter(|file| file.kind == FileKind::Symlink) {
        findings.report(&RULE, folder::whole(&file.path), format!("`{}` is a symbolic link", file.path));
    }
}
