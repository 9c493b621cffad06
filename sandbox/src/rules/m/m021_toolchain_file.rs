//! M021: `rust-toolchain.toml`.

use plugwright_analyzer::Severity;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M021" "toolchain-file" Warning [] "the folder chooses a toolchain, which is not obeyed"
    explain "The host's own compiler is started, by its absolute path, whatever the folder says. A toolchain file that names a \
             folder means to have a program of the folder's started, and is refused."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for file in subject.krate.sources.files() {
        let (_, name) = folder::last_names(&file.path);
        if !matches!(name.as_str(), "rust-toolchain" | "rust-toolchain.toml") {
            continue;
        }
        let message = format!("`{}` chooses a toolchain, and is not obeyed", file.path);
        let Some(finding) = findings.report(&RULE, folder::whole(&file.path), message) else { continue };
        // Whoever names a folder means to have a program of it started.
        if names_a_folder(&file.bytes) {
            finding.severity = Severity::Error;
            finding.message = format!("`{}` names a compiler in a folder of its own", file.path);
        }
    }
}

/// Whether the file has a `path`, or anything that cannot be read.
fn names_a_folder(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    match text.parse::<toml::Table>() {
        Ok(table) => table.get("toolchain").is_some_and(|toolchain| toolchain.get("path").is_some()),
        // The old form is the bare name of a channel.
        Err(_) => text.trim().contains(|c: char| !c.is_ascii_alphanumeric() && !"-._".contains(c)),
    }
}
