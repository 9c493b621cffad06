//! S040: a root as a macro's argument.

use std::collections::{BTreeMap, BTreeSet};

use crate::Policy;
use crate::rules::{Findings, Subject, items, rule};
use crate::scan::names::{Anchor, Meaning, Written, is_root};
use crate::scan::path::segments;
use crate::scan::token::{Token, is_path_separator};
use crate::scan::{Handling, MacroCall};

rule! {
    "S040" "macro-root-argument" Error [] "hands the root of a path to a macro"
    explain "A macro can put `std`, `process` and `exit` together from three arguments, or take them out of longer paths. No \
             path can then be read in the source, so the root is refused as an argument of a macro that goes on with a path \
             after what it is given, and so is a path that a macro takes apart, where what is left could be put together \
             to one that needs a grant."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut handlings = BTreeMap::new();
    for call in &subject.scan.calls {
        let name = call.written.segments.last().map(String::as_str).unwrap_or_default();
        let handling = &*handlings.entry(name).or_insert_with(|| subject.scan.handling(name));
        if handling.goes_on || handling.splits {
            let words = words(subject, call, handling);
            Call { subject, call, policy: findings.policy(), handling, words }.arguments(&call.arguments, findings);
        }
    }
}

/// Everything that may be put together with what the call hands over.
fn words<'s>(subject: &'s Subject<'_>, call: &'s MacroCall, handling: &Handling<'s>) -> BTreeSet<&'s str> {
    let mut given = BTreeSet::new();
    match &handling.words {
        Some(words) if collect(call, &call.arguments, &mut given) => words.union(&given).copied().collect(),
        _ => subject.scan.words().iter().map(String::as_str).collect(),
    }
}

/// Collects all words; says whether none can be anything, as an argument of the macro around is.
fn collect<'s>(call: &MacroCall, tokens: &'s [Token], words: &mut BTreeSet<&'s str>) -> bool {
    let mut is_known = true;
    for (at, token) in tokens.iter().enumerate() {
        is_known &= token.any_group().is_none_or(|inner| collect(call, inner, words));
        let Some(name) = token.ident() else { continue };
        is_known &= at == 0 || !tokens[at - 1].is_punct('$') || !call.declared.contains(name);
        words.insert(name);
    }
    is_known
}

/// A call of a macro that takes its arguments apart.
struct Call<'s> {
    subject: &'s Subject<'s>,
    call: &'s MacroCall,
    policy: &'s Policy,
    handling: &'s Handling<'s>,
    words: BTreeSet<&'s str>,
}

impl Call<'_> {
    fn arguments(&self, tokens: &[Token], findings: &mut Findings<'_>) {
        for (at, token) in tokens.iter().enumerate() {
            if let Some(inner) = token.any_group() {
                self.arguments(inner, findings);
            }
            if token.ident().is_some() && !self.is_joined(tokens, at) && self.leads_on(tokens, at) {
                let shown = segments(tokens, at).0.join("::");
                let message = format!("hands `{shown}` to the macro `{}!`", self.call.written.segments.join("::"));
                findings.report(&RULE, self.subject.scan.span(&self.call.place), message);
            }
        }
    }

    /// A lifetime and an argument are one word with their sign.
    fn is_joined(&self, tokens: &[Token], at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else { return false };
        let is_argument = tokens[at].ident().is_some_and(|name| self.call.declared.contains(name));
        before.is_punct('\'') || before.is_punct('$') && is_argument
    }

    /// Whether a macro can make a path that needs a grant of the word, or of the path that starts with it.
    fn leads_on(&self, tokens: &[Token], at: usize) -> bool {
        let (path, _) = segments(tokens, at);
        let inside = at > 1 && is_path_separator(tokens, at - 2);
        let Handling { goes_on, splits, .. } = *self.handling;
        let is_denied = self.is_denied(&path);
        if is_denied && !inside && path.len() > 1 {
            // The rule for the item says so.
            return false;
        }
        goes_on && !inside && (is_denied || self.is_open(&path) || self.is_completed(&path))
            || goes_on && splits && self.is_completed(&path[..1])
            || splits && inside && is_denied
    }

    /// Whether the path needs a grant that there is not.
    fn is_denied(&self, path: &[String]) -> bool {
        let is_lifted = |one: &Meaning| items::needed(&one.path).is_none_or(|grants| self.policy.allows_any(grants));
        !self.meanings(path).iter().all(is_lifted)
    }

    fn is_completed(&self, path: &[String]) -> bool {
        self.meanings(path).iter().any(|one| items::completes(&one.path, &self.words, self.policy))
    }

    /// Whether the path is a root, or a module with things that need a grant.
    fn is_open(&self, path: &[String]) -> bool {
        let is_lifted = |path: &[String]| items::needed(path).is_some_and(|grants| self.policy.allows_any(grants));
        let opens = |meaning: &Meaning| {
            meaning.path.len() <= 2 && items::opens_more(&meaning.path) && !is_lifted(&meaning.path)
        };
        path.len() == 1 && is_root(&path[0]) || self.meanings(path).iter().any(opens)
    }

    /// What the path means here; one that starts with an import, wherever that is, since a macro may put any module before
    /// it.
    fn meanings(&self, path: &[String]) -> Vec<Meaning> {
        let (names, module) = (&self.subject.scan.names, &self.call.place.module);
        let root = is_root(&path[0]);
        let anchor = if root { Anchor::Global } else { Anchor::Local };
        let written = Written { segments: path.to_vec(), anchor, module: module.clone() };
        // What an import of one module brought in is judged by the rules for items.
        let is_bound = root || path.len() > 1 || names.is_bound(module, &path[0]) || names.is_under_root_glob(module);
        let mut found = if is_bound { names.meanings(&written) } else { Vec::new() };
        found.extend(names.meanings_anywhere(path));
        found
    }
}
