//! The verdict on a plugin's sources.

use std::collections::BTreeMap;

use plugwright_analyzer::{Crate, Diagnostic, Features, FileKind, Manifest, Severity};

use crate::rules::{self, Findings, Subject};
use crate::scan;
use crate::{Capability, Policy};

/// What [`check`] came to.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one per plugin, and whoever gets it takes it apart at once")]
pub enum Verdict {
    /// The sources keep to the policy.
    Approved(Approved),
    /// They do not; all findings, warnings included.
    Rejected(Vec<Diagnostic>),
}

/// Sources that were checked. What is built is made of this and of nothing else, whatever happens on the disk meanwhile.
#[derive(Clone, Debug)]
pub struct Approved {
    files: BTreeMap<String, Vec<u8>>,
    manifest: Manifest,
    policy: Policy,
    warnings: Vec<Diagnostic>,
}

impl Approved {
    /// The files by their path below the plugin's folder, parts separated by `/`.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// What the manifest says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The policy that the sources were held against.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Findings that did not stop the plugin.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// Holds a plugin's manifest, files and sources against the policy.
pub fn check(krate: &Crate<'_>, policy: &Policy) -> Verdict {
    let subject = Subject { krate, scan: scan::scan(krate, &Features::default(), policy) };
    let mut findings = Findings::new(policy);
    rules::check(&subject, &mut findings);
    let found = findings.into_sorted();
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return Verdict::Rejected(found);
    }
    let regular = krate.sources.files().iter().filter(|file| file.kind == FileKind::Regular);
    let files = regular
        .filter(|file| {
            !file.path.ends_with(".rs") || needs_all(policy) || subject.scan.files().any(|read| read == file.path)
        })
        .map(|file| (file.path.clone(), file.bytes.clone()))
        .collect();
    Verdict::Approved(Approved { files, manifest: krate.manifest.clone(), policy: policy.clone(), warnings: found })
}

/// Without one of these grants the compiler reads no Rust file but those that were read here, so that the others (tests,
/// examples, benchmarks) are left out, and could not be compiled by mistake.
fn needs_all(policy: &Policy) -> bool {
    policy.allows_any(&[Capability::BuildScript, Capability::ProcMacro, Capability::Dependencies, Capability::Fs])
}
