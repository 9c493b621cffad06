//! M062: keys that name files elsewhere.

use crate::rules::{Findings, Subject, folder, manifest, rule};

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
    for (key, path) in targets(subject) {
        if folder::below("Cargo.toml", &path).is_none() {
            findings.report(&RULE, folder::whole("Cargo.toml"), format!("`{key}.path` names `{path}`"));
        }
    }
    for (key, pattern) in patterns(subject) {
        if pattern.split(['/', '\\']).any(|part| part == "..") {
            findings.report(&RULE, folder::whole("Cargo.toml"), format!("`{key}` names `{pattern}`"));
        }
    }
}

/// The root files of what is not built; the library's has a rule of its own.
fn targets(subject: &Subject<'_>) -> Vec<(&'static str, String)> {
    let table = manifest::table(subject).unwrap_or_default();
    let list = |key: &'static str| {
        let targets = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
        targets
            .filter_map(|target| target.get("path")?.as_str())
            .map(|path| (key, path.to_string()))
            .collect::<Vec<_>>()
    };
    ["bin", "example", "test", "bench"].into_iter().flat_map(list).collect()
}

/// The files that the package says it consists of; a `/` at the start stands for the folder.
fn patterns(subject: &Subject<'_>) -> Vec<(&'static str, String)> {
    let table = manifest::table(subject).unwrap_or_default();
    let list = |key: &'static str| {
        let patterns = table.get("package").and_then(|package| package.get(key)?.as_array()).into_iter().flatten();
        patterns.filter_map(toml::Value::as_str).map(|text| (key, text.to_string())).collect::<Vec<_>>()
    };
    [list("include"), list("exclude")].concat()
}
