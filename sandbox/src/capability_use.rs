//! What a crate uses of what a host can grant, place by place. Nothing is judged here: the answer is the same under every
//! policy.

use plugwright_analyzer::{Crate, Severity, Span};
use serde::Serialize;

use crate::rules::{self, Finding, Findings, Subject};
use crate::{Capability, Policy, scan};

/// One place where a crate uses what a capability is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapabilityUse {
    /// The narrowest grant that allows it.
    pub capability: Capability,
    /// Other grants of which each would allow it, too.
    pub alternatives: Vec<Capability>,
    /// Id of the rule that the grant lifts.
    pub rule: &'static str,
    /// What stands there, such as `` `p::exit` is `std::process::exit` ``.
    pub what: String,
    /// The place, where it is one place.
    pub span: Option<Span>,
    /// The chain of names that led there.
    pub via: Vec<String>,
}

/// Lists what the sources and the manifest use, in the order of the files. Methods on values, whose types only the
/// compiler knows, are left to the object audit.
pub fn capabilities(krate: &Crate<'_>) -> Vec<CapabilityUse> {
    let policy = Policy::default();
    let subject = Subject { krate, scan: scan::scan(krate, &policy) };
    let mut findings = Findings::new(&policy);
    rules::check(&subject, &mut findings);
    findings.into_sorted().into_iter().filter_map(used).collect()
}

fn used(finding: Finding) -> Option<CapabilityUse> {
    let Finding { diagnostic, lifted_by } = finding;
    let (capability, alternatives) = lifted_by.split_first()?;
    // What is only noted needs no grant.
    if diagnostic.severity == Severity::Note {
        return None;
    }
    Some(CapabilityUse {
        capability: *capability,
        alternatives: alternatives.to_vec(),
        rule: diagnostic.code.id,
        what: diagnostic.message,
        span: diagnostic.span,
        via: diagnostic.notes,
    })
}
