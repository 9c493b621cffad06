//! M061: devices, pipes, sockets, and names that cannot be passed on.

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M061" "special-file" Error [] "the folder holds what is no regular file, or has a name that is not plain text"
    explain "Reading a pipe or a device may never end. A name with a line end in it would be a line of its own to programs that read \
             names line by line, as cargo does."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for file in subject.krate.sources.files() {
        let message = match file.kind {
            FileKind::Special => format!("`{}` is no regular file", file.path),
            FileKind::BadName => format!("`{}` has a name that is not UTF-8, or holds control characters", file.path),
            _ => continue,
        };
        findings.report(&RULE, folder::whole(&file.path), message);
    }
}
