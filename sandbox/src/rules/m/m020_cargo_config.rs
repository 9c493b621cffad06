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
        if folder == ".cargo" && matches!(name.as_str(), "config" | "config.toml" | "credentials" | "credentials.toml")
            || name == ".cargo"
        {
            findings.report(&RULE, folder::whole(&file.path), format!("`{}` configures cargo", file.path));
        }
    }
}
