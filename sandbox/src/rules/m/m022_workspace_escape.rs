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

fn has_members_outside(subject: &Subject<'_>) -> bool {
    let table = manifest::table(subject);
    let members = table.as_ref().and_then(|table| table.get("workspace")?.get("members")?.as_array());
    members
        .into_iter()
        .flatten()
        .any(|member| member.as_str().is_none_or(|member| folder::below("Cargo.toml", member).is_none()))
}
