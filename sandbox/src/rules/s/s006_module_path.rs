//! S006: which files a module may come from.

use std::collections::BTreeSet;

use plugwright_analyzer::FileKind;

use crate::rules::{Findings, Subject, folder, rule};
use crate::scan::token::Token;
use crate::scan::{Attribute, Role};

rule! {
    "S006" "module-path" Error [] "takes a module from a place that cannot be checked"
    explain "`#[path]` may name a regular `.rs` file below the crate's folder. A module that a macro or a block declares \
             has a file that nobody has looked at. A module that fits two files is a riddle, too."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for keyword in &subject.scan.keywords {
        let around = match keyword.what {
            Role::ModuleInMacro => "a macro",
            Role::ModuleInBlock => "a block",
            _ => continue,
        };
        let message = format!("{around} declares a module with a file of its own");
        findings.report(&RULE, subject.scan.span(&keyword.place), message);
    }
    for attribute in subject.scan.attributes.iter().filter(|attribute| attribute.names == ["path"]) {
        if let Some(why) = refused(subject, attribute) {
            findings.report(&RULE, subject.scan.span(&attribute.place), format!("the `#[path]` {why}"));
        }
    }
    twins(subject, findings);
    for module in subject.krate.modules.iter().filter(|module| module.has_file) {
        let file = subject.krate.sources.file(module.file);
        if file.kind != FileKind::Regular {
            let message = format!("the module `{}` is no regular file", module.path.join("::"));
            findings.report(&RULE, folder::whole(&file.path), message);
        }
    }
}

fn refused(subject: &Subject<'_>, attribute: &Attribute) -> Option<String> {
    match attribute.tokens.get(2).and_then(Token::string) {
        None => Some("is no literal".to_string()),
        Some(path) if !path.ends_with(".rs") => Some(format!("`{path}` is no `.rs` file")),
        Some(path) => folder::below(subject.scan.file_of(&attribute.place), &path)
            .is_none()
            .then(|| format!("`{path}` leads out of the crate's folder")),
    }
}

/// A module that fits two files is a riddle.
fn twins(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let sources = subject.krate.sources;
    let declared: BTreeSet<&str> = subject.scan.declared.iter().filter_map(|path| path.rsplit("::").next()).collect();
    for file in sources.files() {
        let Some(stem) = file.path.strip_suffix("/mod.rs") else { continue };
        let (name, twin) = (stem.rsplit('/').next().unwrap_or(stem), format!("{stem}.rs"));
        if declared.contains(name) && sources.find(&twin).is_some() {
            let message = format!("the module `{name}` fits both `{twin}` and `{}`", file.path);
            findings.report(&RULE, folder::whole(&file.path), message);
        }
    }
}
