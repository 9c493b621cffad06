//! M021: `rust-toolchain.toml`.

use plugwright_analyzer::Severity;

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M021" "toolchain-file" Warning [] "the folder chooses a toolchain, which is not obeyed"
    explain "The host's own compiler is started, by its absolute path, whatever the folder says. A toolchain file that names \
             any but a released compiler means to have another program started, and is refused."
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
        if let Some(what) = other_compiler(&file.bytes) {
            finding.severity = Severity::Error;
            finding.message = format!("`{}` names {what}", file.path);
        }
    }
}

/// What the file names that is no released compiler. Components and profiles are additions to one.
fn other_compiler(bytes: &[u8]) -> Option<String> {
    let unreadable = || Some("something that cannot be read".to_string());
    let Ok(text) = std::str::from_utf8(bytes) else { return unreadable() };
    let channel = match text.parse::<toml::Table>() {
        Ok(table) => {
            let toolchain = table.get("toolchain");
            let key = |key: &str| toolchain.and_then(|toolchain| toolchain.get(key));
            // Whoever names a folder means to have a program of it started.
            if key("path").is_some() {
                return Some("a compiler in a folder of its own".to_string());
            }
            match key("channel") {
                None => return None,
                Some(channel) => channel.as_str().map(str::to_string),
            }
        }
        // The old form is the bare name of a channel.
        Err(_) => Some(text.trim().to_string()),
    };
    let Some(channel) = channel else { return unreadable() };
    (!is_released(&channel)).then(|| format!("the compiler `{}`", channel.escape_debug()))
}

/// `stable`, or a version, maybe for one target.
fn is_released(channel: &str) -> bool {
    let name = channel.split('-').next().unwrap_or_default();
    let is_version = !name.is_empty() && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    (name == "stable" || is_version) && channel.chars().all(is_word)
}
