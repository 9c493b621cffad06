//! What a rule is, and the table of all of them. Each family of rules has a folder below, and each rule a file in it;
//! what several rules share is a file beside the folders.

mod attributes;
pub(crate) mod b;
mod dependencies;
mod folder;
mod hidden;
mod items;
mod m;
mod macros;
mod manifest;
mod r;
mod s;

use std::collections::HashSet;

use plugwright_analyzer::{Code, Crate, Diagnostic, Severity, Span};
use serde::Serialize;

use crate::policy::Level;
use crate::scan::Scan;
use crate::{Capability, Policy};

/// One thing that the sandbox looks for.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id, name and one-line summary.
    pub code: Code,
    /// What a finding weighs.
    pub severity: Severity,
    /// Any of these grants lifts it; where there is none, nothing does.
    pub lifted_by: &'static [Capability],
    /// What the rule is for.
    pub explain: &'static str,
    /// A crate that it finds, and one that only looks so.
    pub example: Example,
    /// What contains it while a plugin runs; only rules about calls say.
    pub contained: Option<Containment>,
    /// What looks for it; none where several rules are judged together, or elsewhere.
    check: Option<fn(&Subject<'_>, &mut Findings<'_>)>,
}

/// What contains a fault of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Containment {
    /// The call: it returns an error, and the plugin can be called again.
    Call,
    /// The check: it does not get as far as a call, unless it is granted.
    Check,
    /// Only a process of its own. In the host's process it is the host's.
    Process,
}

/// Two small crates, each the text of its root file. A line `//- PATH` starts another file.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Is found.
    pub found: &'static str,
    /// Looks similar, and is not.
    pub passed: &'static str,
}

/// What the rules look at.
pub(crate) struct Subject<'k> {
    pub(crate) krate: &'k Crate<'k>,
    pub(crate) scan: Scan<'k>,
}

/// One finding, and the grants of which any would have lifted it.
pub(crate) struct Finding {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) lifted_by: &'static [Capability],
}

/// What the rules found, without what the policy allows.
pub(crate) struct Findings<'p> {
    policy: &'p Policy,
    found: Vec<Finding>,
    known: HashSet<(&'static str, Option<Span>, String)>,
}

impl<'p> Findings<'p> {
    pub(crate) fn new(policy: &'p Policy) -> Self {
        Findings { policy, found: Vec::new(), known: HashSet::new() }
    }

    /// Notes a finding, unless a grant lifts the rule; the caller may add to it.
    pub(crate) fn report(
        &mut self,
        rule: &'static Rule,
        span: impl Into<Option<Span>>,
        message: String,
    ) -> Option<&mut Diagnostic> {
        self.report_unless(rule, rule.lifted_by, span, message)
    }

    /// The same for a case of the rule that other grants lift.
    pub(crate) fn report_unless(
        &mut self,
        rule: &'static Rule,
        lifted_by: &'static [Capability],
        span: impl Into<Option<Span>>,
        message: String,
    ) -> Option<&mut Diagnostic> {
        let span = span.into();
        let severity = match self.policy.levels.get(rule.code.id) {
            None => rule.severity,
            Some(Level::Allow) => return None,
            Some(Level::Note) => Severity::Note,
            Some(Level::Warning) => Severity::Warning,
            Some(Level::Error) => Severity::Error,
        };
        if self.policy.allows_any(lifted_by) || !self.known.insert((rule.code.id, span.clone(), message.clone())) {
            return None;
        }
        let mut diagnostic = Diagnostic::error(rule.code, message).at(span);
        diagnostic.severity = severity;
        // A note stands in nobody's way.
        diagnostic.help = grant_help(lifted_by).filter(|_| severity != Severity::Note);
        self.found.push(Finding { diagnostic, lifted_by });
        self.found.last_mut().map(|finding| &mut finding.diagnostic)
    }

    pub(crate) fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// Where findings of that weight stand.
    pub(crate) fn spans(&self, severity: Severity) -> impl Iterator<Item = &Span> {
        let found = self.found.iter().map(|finding| &finding.diagnostic);
        found.filter(move |finding| finding.severity == severity).filter_map(|finding| finding.span.as_ref())
    }

    /// All findings in the order of the files.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|Finding { diagnostic: a, .. }, Finding { diagnostic: b, .. }| {
            (&a.span, a.code.id).cmp(&(&b.span, b.code.id))
        });
        self.found
    }
}

/// Declares the rule of one file, with the fixtures that show it.
macro_rules! rule {
    ($id:literal $kebab:literal $severity:ident [$($lift:ident),*] $summary:literal
     explain $explain:literal $(by $check:ident)? $(contained $mode:ident)?) => {
        /// The rule.
        pub(crate) static RULE: $crate::rules::Rule = $crate::rules::Rule {
            code: plugwright_analyzer::Code { id: $id, name: $kebab, summary: $summary },
            severity: plugwright_analyzer::Severity::$severity,
            lifted_by: &[$($crate::Capability::$lift),*],
            explain: $explain,
            example: $crate::rules::Example {
                found: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $id, "/attack.rs")),
                passed: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $id, "/look-alike.rs")),
            },
            contained: $crate::rules::rule!(@contained $($mode)?),
            check: $crate::rules::rule!(@ $($check)?),
        };
    };
    (@contained) => { None };
    (@contained $mode:ident) => { Some($crate::rules::Containment::$mode) };
    (@) => { None };
    (@ $check:ident) => { Some($check) };
}
pub(crate) use macros::{embedded_names, is_builtin as is_builtin_macro};
pub(crate) use rule;
pub(crate) use s::s02e_clock::RULE as CLOCK;
pub(crate) use s::s090_reserved_export_name::PREFIX;

/// Holds a plugin against every rule for manifests, files and sources.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    attributes::check(subject, findings);
    items::check(subject, findings);
    for check in rules().filter_map(|rule| rule.check) {
        check(subject, findings);
    }
    s::s060_cfg_hidden::mark(subject, findings);
}

/// Every rule, family by family, by id.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [m::RULES, s::RULES, b::RULES, r::RULES].into_iter().flatten().copied()
}

/// The rule of that id or name.
pub fn find_rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code.id.eq_ignore_ascii_case(name) || rule.code.name == name)
}

/// How to allow what a rule refuses.
pub(crate) fn grant_help(lifted_by: &[Capability]) -> Option<String> {
    let names: Vec<String> = lifted_by.iter().map(|capability| format!("`{capability}`")).collect();
    (!names.is_empty()).then(|| format!("grant {} to allow this", names.join(" or ")))
}
