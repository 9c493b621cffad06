//! M022: what reaches into a workspace.

use plugwright_analyzer::Origin;

use crate::rules::{Findings, Subject, dependencies, folder, manifest, rule};

rule! {
    "M022" "workspace-escape" Error [] "the package takes part of its manifest from a workspace"
    explain "What is built must be what was checked, and the folder is all that was checked."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let said = &subject.krate.manifest;
    for inherited in &said.inherited {
        let message = format!("takes `{}` from a workspace", inherited.value);
        findings.report(&RULE, inherited.span.clone(), message);
    }
    if takes_lints(subject) {
        findings.report(&RULE, folder::whole("Cargo.toml"), "takes `lints` from a workspace".to_string());
    }
    for section in said.sections.iter().filter(|section| section.value == "workspace") {
        if has_members_outside(subject) {
            findings.report(&RULE, section.span.clone(), "has workspace members outside".to_string());
        }
    }
    for path in said.paths.iter().filter(|path| path.value.0 == "workspace") {
        findings.report(&RULE, path.span.clone(), format!("belongs to the workspace `{}`", path.value.1));
    }
    for dependency in dependencies::foreign(subject) {
        if dependency.origin == Origin::UnknownWorkspace {
            let message = format!("takes `{}` from a workspace", dependency.name);
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}

fn takes_lints(subject: &Subject<'_>) -> bool {
    let table = manifest::table(subject);
    let workspace = table.as_ref().and_then(|table| table.get("lints")?.get("workspace")?.as_bool());
    // A package that is its own workspace takes them from itself.
    workspace == Some(true) && table.is_some_and(|table| !table.contains_key("workspace"))
}

fn has_members_outside(subject: &Subject<'_>) -> bool {
    let table = manifest::table(subject);
    let workspace = table.as_ref().and_then(|table| table.get("workspace"));
    let list = |key: &str| workspace.and_then(|workspace| workspace.get(key)?.as_array());
    [list("members"), list("default-members")]
        .into_iter()
        .flatten()
        .flatten()
        .any(|member| member.as_str().is_none_or(|member| folder::below("Cargo.toml", member).is_none()))
}
