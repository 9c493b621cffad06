//! S007: a file inside itself.

use crate::rules::{Findings, Subject, folder, rule};
use crate::scan::token::Token;

rule! {
    "S007" "module-cycle" Error [] "a file is a module of itself"
    explain "Reading such a crate never ends."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for attribute in subject.scan.attributes.iter().filter(|attribute| attribute.names == ["path"]) {
        let literal = attribute.tokens.get(2).and_then(Token::string);
        let here = subject.scan.file_of(&attribute.place);
        let target = literal.as_ref().and_then(|path| folder::below(here, path));
        if target.is_some_and(|target| contains(subject, &attribute.place.module, &target)) {
            let message = format!("the `#[path]` in `{here}` leads back to a file that it is part of");
            findings.report(&RULE, subject.scan.span(&attribute.place), message);
        }
    }
}

/// Whether the file holds the module or one around it.
fn contains(subject: &Subject<'_>, module: &str, file: &str) -> bool {
    let around = |path: &str| path.is_empty() || module == path || module.starts_with(&format!("{path}::"));
    subject
        .krate
        .modules
        .iter()
        .any(|one| one.has_file && around(&one.path.join("::")) && subject.krate.sources.file(one.file).path == file)
}
