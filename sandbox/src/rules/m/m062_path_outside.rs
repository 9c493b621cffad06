//! M062: keys that name files elsewhere.

use crate::rules::{Findings, Subject, folder, rule};

rule! {
    "M062" "path-outside" Error [] "a key of the manifest names a file outside of the folder"
    explain "`readme = \"/etc/…\"` makes cargo read and publish whatever it names."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for path in &subject.krate.manifest.paths {
        let (key, value) = &path.value;
        if key != "workspace" && folder::below("Cargo.toml", value).is_none() {
            findings.report(&RULE, path.span.clone(), format!("`{key}` names `{value}`"));
        }
    }
}
