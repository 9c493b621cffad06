//! M038: another version of the crate that plugwright brings along.

use plugwright_analyzer::Dependency;

use crate::rules::{Findings, Subject, dependencies, rule};

rule! {
    "M038" "sdk-version" Error [] "asks for another version of `plugwright-plugin` than the host has"
    explain "The host supplies the source of `plugwright-plugin` itself, in the one version that it speaks."
    by check
}

/// The version that the host has.
const OURS: &str = env!("CARGO_PKG_VERSION");

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for dependency in dependencies::built(subject).filter(|dependency| dependency.is_sdk()) {
        if let Some(message) = other_version(dependency) {
            findings.report(&RULE, dependency.span.clone(), message);
        }
    }
}

/// Says that the host's own is not of a version that the plugin asks for.
fn other_version(dependency: &Dependency) -> Option<String> {
    let wanted = dependency.version.as_deref()?;
    let ours = semver::Version::parse(OURS).ok()?;
    match semver::VersionReq::parse(wanted) {
        Ok(range) if range.matches(&ours) => None,
        Ok(_) => Some(format!("asks for `plugwright-plugin` {wanted}, and this host has {OURS}")),
        Err(error) => Some(format!("asks for `plugwright-plugin` in a version that is none: {error}")),
    }
}
