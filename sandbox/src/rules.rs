//! What a rule is, and the table of all of them. Each family of rules has a file of its own below.

pub(crate) mod api;
pub(crate) mod attributes;
pub(crate) mod binary;
pub(crate) mod dependencies;
pub(crate) mod files;
pub(crate) mod foreign;
pub(crate) mod macros;
pub(crate) mod manifest;
pub(crate) mod modules;
pub(crate) mod roots;
#[cfg(test)]
mod tests;
pub(crate) mod text;

use std::collections::HashSet;

use plugwright_analyzer::{Code, Crate, Diagnostic, Severity, Span};

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
        if self.policy.allows_any(lifted_by) || !self.known.insert((rule.code.id, span.clone(), message.clone())) {
            return None;
        }
        let mut diagnostic = Diagnostic::error(rule.code, message).at(span);
        diagnostic.severity = rule.severity;
        diagnostic.help = grant_help(lifted_by);
        self.found.push(Finding { diagnostic, lifted_by });
        self.found.last_mut().map(|finding| &mut finding.diagnostic)
    }

    /// All findings in the order of the files.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|Finding { diagnostic: a, .. }, Finding { diagnostic: b, .. }| {
            (&a.span, a.code.id).cmp(&(&b.span, b.code.id))
        });
        self.found
    }
}

/// Declares the rules of one file and collects them as `RULES`.
macro_rules! rule {
    ($($(#[$doc:meta])* $name:ident = $id:literal $kebab:literal $severity:ident [$($lift:ident),*] $summary:literal
       explain $explain:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) static $name: $crate::rules::Rule = $crate::rules::Rule {
                code: plugwright_analyzer::Code { id: $id, name: $kebab, summary: $summary },
                severity: Severity::$severity,
                lifted_by: &[$($crate::Capability::$lift),*],
                explain: $explain,
            };
        )*
        pub(crate) static RULES: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
}
pub(crate) use macros::embedded_names;
pub(crate) use rule;

/// Holds a plugin against every rule for manifests, files and sources.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    manifest::check(subject, findings);
    dependencies::check(subject, findings);
    files::check(subject, findings);
    text::check(subject, findings);
    modules::check(subject, findings);
    foreign::check(subject, findings);
    attributes::check(subject, findings);
    api::check(subject, findings);
    roots::check(subject, findings);
    macros::check(subject, findings);
}

/// Every rule, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        manifest::RULES,
        dependencies::RULES,
        files::RULES,
        text::RULES,
        modules::RULES,
        foreign::RULES,
        attributes::RULES,
        api::RULES,
        roots::RULES,
        macros::RULES,
        binary::RULES,
    ];
    families.into_iter().flatten().copied()
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
