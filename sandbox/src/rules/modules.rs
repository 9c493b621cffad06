//! Which files a module may come from.

use plugwright_analyzer::{FileKind, Severity};

use super::{Findings, Subject, macros, rule};
use crate::scan::Role;
use crate::scan::token::Token;

rule! {
    /// `#[path]` and modules in macros.
    PATH = "S006" "module-path" Error [] "takes a module from a place that cannot be checked"
    explain "`#[path]` may name a regular `.rs` file below the crate's folder. A module that a macro declares has a file \
             that nobody has looked at.";
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::ModuleInMacro) {
        let message = "a macro declares a module with a file of its own".to_string();
        findings.report(&PATH, subject.scan.span(&keyword.place), message);
    }
    for attribute in subject.scan.attributes.iter().filter(|attribute| attribute.names == ["path"]) {
        let literal = attribute.tokens.get(2).and_then(Token::string);
        let refused = match &literal {
            None => Some("is no literal".to_string()),
            Some(path) if !path.ends_with(".rs") => Some(format!("`{path}` is no `.rs` file")),
            Some(path) => escapes(subject, subject.scan.file_of(&attribute.place), path)
                .then(|| format!("`{path}` leads out of the crate's folder")),
        };
        if let Some(why) = refused {
            findings.report(&PATH, subject.scan.span(&attribute.place), format!("the `#[path]` {why}"));
        }
    }
    let sources = subject.krate.sources;
    for module in subject.krate.modules.iter().filter(|module| module.has_file) {
        let file = sources.file(module.file);
        if file.kind != FileKind::Regular {
            let message = format!("the module `{}` is no regular file", module.path.join("::"));
            findings.report(&PATH, super::files::whole(&file.path), message);
        }
    }
}

/// Inside an inline module the folder is a deeper one, which only makes an escape harder.
fn escapes(_: &Subject<'_>, file: &str, path: &str) -> bool {
    macros::below(file, path).is_none()
}
