//! The verdict on a plugin's sources.

use std::collections::{BTreeMap, BTreeSet};

use plugwright_analyzer::{Crate, Diagnostic, Features, FileKind, Manifest, Severity};
use sha2::{Digest as _, Sha256};

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
    features: Features,
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

    /// The features that were selected.
    pub fn features(&self) -> &Features {
        &self.features
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
    let subject = Subject { krate, scan: scan::scan(krate, policy) };
    let mut findings = Findings::new(policy);
    rules::check(&subject, &mut findings);
    let mut found: Vec<Diagnostic> = findings.into_sorted().into_iter().map(|finding| finding.diagnostic).collect();
    found.iter_mut().for_each(|finding| except(finding, krate, policy));
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return Verdict::Rejected(found);
    }
    let files = reached(&subject, policy);
    Verdict::Approved(Approved {
        files,
        manifest: krate.manifest.clone(),
        features: krate.features().clone(),
        policy: policy.clone(),
        warnings: found,
    })
}

/// Lets a finding pass that the policy makes an exception for: by rule, file and the file's content.
fn except(finding: &mut Diagnostic, krate: &Crate<'_>, policy: &Policy) {
    let Some(span) = &finding.span else { return };
    let named = policy.exceptions.iter().filter(|one| one.rule == finding.code.id && one.path == span.file);
    let Some(id) = krate.sources.find(&span.file) else { return };
    for exception in named {
        if exception.file_sha256 == digest(&krate.sources.file(id).bytes) {
            finding.severity = Severity::Note;
            finding.notes.push(format!("let pass by the policy: {}", exception.reason));
        } else {
            finding.notes.push("the policy makes an exception for another content of this file".to_string());
        }
    }
}

/// SHA-256 in lower-case hex digits.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files that the compiler may read. Unless a grant lets code of the build in, no Rust file but those that were read
/// here can be one of them, so that the others (tests, examples, benchmarks) are left out and cannot come in by mistake.
fn reached(subject: &Subject<'_>, policy: &Policy) -> BTreeMap<String, Vec<u8>> {
    use Capability::{BuildScript, Dependencies, Fs, ProcMacro};
    let all = policy.allows_vendored() || policy.allows_any(&[BuildScript, ProcMacro, Dependencies, Fs]);
    let read: BTreeSet<&str> = subject.scan.files().collect();
    let embedded = rules::embedded_names(subject);
    let is_reached = |path: &str| {
        all || !path.ends_with(".rs")
            || read.contains(path)
            || path.rsplit('/').next().is_some_and(|name| embedded.contains(name))
    };
    let regular = subject.krate.sources.files().iter().filter(|file| file.kind == FileKind::Regular);
    regular.filter(|file| is_reached(&file.path)).map(|file| (file.path.clone(), file.bytes.clone())).collect()
}
