//! M037: what a vendored dependency runs while it is built.

use plugwright_analyzer::Origin;

use crate::rules::{Findings, Subject, dependencies, folder, rule};

rule! {
    "M037" "dep-ships-build-code" Error [BuildScript, ProcMacro] "a dependency has code that runs while it is built"
    explain "A build script or a procedural macro of a dependency runs while the plugin is built."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::foreign(subject) {
        let Origin::Path(path) = &dependency.origin else { continue };
        if let Some(what) = folder::below("Cargo.toml", path).and_then(|folder| build_code(subject, &folder)) {
            let message = format!("the dependency `{}` {what}", dependency.name);
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}

/// What a package in the plugin's folder runs while it is built.
fn build_code(subject: &Subject<'_>, folder: &str) -> Option<&'static str> {
    let sources = subject.krate.sources;
    let text = sources.find(&format!("{folder}/Cargo.toml")).map(|id| &sources.file(id).bytes);
    let Some(table) = text.and_then(|bytes| std::str::from_utf8(bytes).ok()?.parse::<toml::Table>().ok()) else {
        return Some("has no manifest that can be read");
    };
    let library = table.get("lib").and_then(toml::Value::as_table);
    let is_macro = ["proc-macro", "proc_macro"]
        .iter()
        .any(|key| library.and_then(|library| library.get(*key)).and_then(toml::Value::as_bool).unwrap_or_default());
    let build = table.get("package").and_then(|package| package.get("build"));
    let has_script = build.is_some_and(|build| build.as_bool() != Some(false))
        || build.is_none() && sources.find(&format!("{folder}/build.rs")).is_some();
    match (is_macro, has_script) {
        (true, _) => Some("is a procedural macro"),
        (_, true) => Some("has a build script"),
        _ => None,
    }
}
