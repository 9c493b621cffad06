//! Which files a module may come from.

use std::collections::BTreeSet;

use plugwright_analyzer::{FileKind, Severity};

use super::{Findings, Subject, macros, rule};
use crate::scan::Role;
use crate::scan::token::Token;

rule! {
    /// `#[path]` and modules in macros.
    PATH = "S006" "module-path" Error [] "takes a module from a place that cannot be checked"
    explain "`#[path]` may name a regular `.rs` file below the crate's folder. A module that a macro declares has a file \
             that nobody has looked at. A module that fits two files is a riddle, too.";
    /// A file inside itself.
    CYCLE = "S007" "module-cycle" Error [] "a file is a module of itself"
    explain "Reading such a crate never ends.";
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in subject.scan.keywords.iter().filter(|keyword| keyword.what == Role::ModuleInMacro) {
        let message = "a macro declares a module with a file of its own".to_string();
        findings.report(&PATH, subject.scan.span(&keyword.place), message);
    }
    for attribute in subject.scan.attributes.iter().filter(|attribute| attribute.names == ["path"]) {
        let literal = attribute.tokens.get(2).and_then(Token::string);
        let here = subject.scan.file_of(&attribute.place);
        let target = literal.as_ref().and_then(|path| macros::below(here, path));
        if target.is_some_and(|target| contains(subject, &attribute.place.module, &target)) {
            let message = format!("the `#[path]` in `{here}` leads back to a file that it is part of");
            findings.report(&CYCLE, subject.scan.span(&attribute.place), message);
        }
        let refused = match &literal {
            None => Some("is no literal".to_string()),
            Some(path) if !path.ends_with(".rs") => Some(format!("`{path}` is no `.rs` file")),
            Some(path) => {
                macros::below(here, path).is_none().then(|| format!("`{path}` leads out of the crate's folder"))
            }
        };
        if let Some(why) = refused {
            findings.report(&PATH, subject.scan.span(&attribute.place), format!("the `#[path]` {why}"));
        }
    }
    let sources = subject.krate.sources;
    let declared: BTreeSet<&str> = subject.scan.declared.iter().filter_map(|path| path.rsplit("::").next()).collect();
    for file in sources.files() {
        let Some(stem) = file.path.strip_suffix("/mod.rs") else { continue };
        let (name, twin) = (stem.rsplit('/').next().unwrap_or(stem), format!("{stem}.rs"));
        if declared.contains(name) && sources.find(&twin).is_some() {
            let message = format!("the module `{name}` fits both `{twin}` and `{}`", file.path);
            findings.report(&PATH, super::files::whole(&file.path), message);
        }
    }
    for module in subject.krate.modules.iter().filter(|module| module.has_file) {
        let file = sources.file(module.file);
        if file.kind != FileKind::Regular {
            let message = format!("the module `{}` is no regular file", module.path.join("::"));
            findings.report(&PATH, super::files::whole(&file.path), message);
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
