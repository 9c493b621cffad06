//! What a rule is, and the table of all of them. Each family of rules has a file of its own below.

pub(crate) mod binary;

use plugwright_analyzer::{Code, Severity};

use crate::Capability;

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

/// Declares the rules of one file and collects them as `RULES`.
macro_rules! rule {
    ($($(#[$doc:meta])* $name:ident = $id:literal $kebab:literal $severity:ident [$($lift:ident),*] $summary:literal
       explain $explain:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) const $name: Rule = Rule {
                code: plugwright_analyzer::Code { id: $id, name: $kebab, summary: $summary },
                severity: Severity::$severity,
                lifted_by: &[$(crate::Capability::$lift),*],
                explain: $explain,
            };
        )*
        pub(crate) const RULES: &[Rule] = &[$($name),*];
    };
}
pub(crate) use rule;

/// Every rule, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [binary::RULES].into_iter().flatten()
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
