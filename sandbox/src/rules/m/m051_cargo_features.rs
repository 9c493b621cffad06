//! M051: `cargo-features`.

use crate::rules::{Findings, Subject, rule};

rule! {
    "M051" "cargo-features" Error [] "the manifest asks for unstable features of cargo"
    explain "They change how the compiler and the linker are called."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if let Some(section) = subject.krate.manifest.section("cargo-features") {
        findings.report(&RULE, section.span.clone(), "asks for unstable features of cargo".to_string());
    }
}
