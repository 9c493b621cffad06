//! M040: where the library's root is.

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M040" "lib-path" Error [] "the library's root is no `.rs` file of the folder"
    explain "The root file must be one that people take for source."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(library) = &subject.krate.manifest.library else { return };
    let sources = subject.krate.sources;
    let kind = sources.find(&library.path).map(|id| sources.file(id).kind);
    if !library.path.ends_with(".rs") || folder::below("Cargo.toml", &library.path).is_none() {
        findings.report(&RULE, library.span.clone(), format!("its library's root is `{}`", library.path));
    } else if kind.is_some_and(|kind| kind != FileKind::Regular) {
        let message = format!("its library's root `{}` is no regular file", library.path);
        findings.report(&RULE, library.span.clone(), message);
    }
}
