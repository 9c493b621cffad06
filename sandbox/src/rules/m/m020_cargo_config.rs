//! M020: `.cargo/config.toml` anywhere in the folder.

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M020" "cargo-config" Error [] "the folder has a configuration of cargo's"
    explain "A configuration names programs that cargo starts, even to read a manifest."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for file in subject.krate.sources.files() {
        let (folder, name) = folder::last_names(&file.path);
        let is_config = folder == ".cargo" && matches!(name.as_str(), "config" | "config.toml");
        let is_secret = folder == ".cargo" && matches!(name.as_str(), "credentials" | "credentials.toml");
        if is_config && !is_idle(&file.bytes) || is_secret || name == ".cargo" {
            findings.report(&RULE, folder::whole(&file.path), format!("`{}` configures cargo", file.path));
        }
    }
}

/// Whether a configuration holds only what the author types and sees: shorthands of commands and the look of messages.
fn is_idle(bytes: &[u8]) -> bool {
    let table = toml::from_slice::<toml::Table>(bytes).unwrap_or_default();
    !table.is_empty() && table.keys().all(|key| matches!(key.as_str(), "alias" | "term"))
}
