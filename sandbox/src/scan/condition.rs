//! Which code is certainly not compiled: the only code that is not looked at. Everything that a target, a build script
//! or a debug build could turn on counts as present.

use std::collections::BTreeSet;

use proc_macro2::Delimiter;

use super::token::{Token, split_commas};

/// Flags that the compiler sets by itself, so that both answers count.
const BUILTIN: &[&str] =
    &["unix", "windows", "debug_assertions", "overflow_checks", "ub_checks", "proc_macro", "contract_checks"];
/// Keys of which the same is true.
const BUILTIN_KEYS: &[&str] = &["panic", "relocation_model", "sanitize", "fmt_debug", "true", "false"];

/// What is known about conditions before the build.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    /// The features that are on.
    pub(crate) features: BTreeSet<String>,
    /// Whether a build script of the package's may set flags. Nothing else does: the code generator sets none, and a script of
    /// a dependency only that dependency's.
    pub(crate) custom: bool,
    /// Whether `#[test]` is the compiler's own, which leaves functions out.
    pub(crate) leaves_tests_out: bool,
}

impl Conditions {
    /// Whether a predicate, such as `all(test, unix)`, is certainly false.
    pub(crate) fn is_never(&self, predicate: &[Token]) -> bool {
        self.evaluate(predicate) == Some(false)
    }

    /// Whether nothing but a flag that the package's build script sets can make a predicate true.
    pub(crate) fn is_scripted(&self, predicate: &[Token]) -> bool {
        let without = Self { features: self.features.clone(), custom: false, leaves_tests_out: self.leaves_tests_out };
        self.custom && without.is_never(predicate)
    }

    fn evaluate(&self, predicate: &[Token]) -> Option<bool> {
        let name = predicate.first()?.ident()?;
        match (name, predicate.get(1)) {
            ("not", Some(group)) => self.evaluate(group.group(Delimiter::Parenthesis)?).map(|value| !value),
            ("all", Some(group)) => {
                let parts: Vec<_> =
                    split_commas(group.group(Delimiter::Parenthesis)?).map(|part| self.evaluate(part)).collect();
                if parts.contains(&Some(false)) {
                    Some(false)
                } else {
                    parts.iter().all(|part| *part == Some(true)).then_some(true)
                }
            }
            ("any", Some(group)) => {
                let parts: Vec<_> =
                    split_commas(group.group(Delimiter::Parenthesis)?).map(|part| self.evaluate(part)).collect();
                if parts.contains(&Some(true)) {
                    Some(true)
                } else {
                    parts.iter().all(|part| *part == Some(false)).then_some(false)
                }
            }
            ("feature", Some(equals)) if equals.is_punct('=') => {
                Some(self.features.contains(&predicate.get(2)?.string()?))
            }
            ("test", None) => Some(false),
            (flag, None) => (!self.custom && !is_builtin(flag)).then_some(false),
            (key, Some(equals)) if equals.is_punct('=') => (!self.custom && !is_builtin(key)).then_some(false),
            _ => None,
        }
    }
}

fn is_builtin(name: &str) -> bool {
    BUILTIN.contains(&name) || BUILTIN_KEYS.contains(&name) || name.starts_with("target_")
}

/// Where a macro call such as `a::b! { … }` ends, if one starts there. Whatever follows may belong to it or not.
fn end_of_call(tokens: &[Token], mut at: usize) -> Option<usize> {
    if tokens.get(at)?.is_keyword("macro_rules") {
        return None;
    }
    loop {
        tokens.get(at)?.ident()?;
        if !super::token::is_path_separator(tokens, at + 1) {
            break;
        }
        at += 3;
    }
    let called = tokens.get(at + 1)?.is_punct('!') && tokens.get(at + 2)?.any_group().is_some();
    called.then(|| at + 3 + usize::from(tokens.get(at + 3).is_some_and(|token| token.is_punct(';'))))
}

/// More attributes than this before one item, or more tokens in it outside of brackets, have no purpose but to be counted over
/// and over.
const LONGEST: usize = 1_000;

/// Where the item ends whose attributes are at `start` and after, if an item starts there. A field, an argument, a match
/// arm or a generic parameter is none: where such a thing ends cannot be told from tokens, so it is looked at.
pub(crate) fn end_of_item(tokens: &[Token], start: usize, mut at: usize) -> Option<usize> {
    if !may_start_item(tokens, start) {
        return None;
    }
    let first = at;
    while tokens.get(at)?.is_punct('#') && tokens.get(at + 1)?.group(Delimiter::Bracket).is_some() {
        at += 2;
        if at - first > LONGEST {
            return None;
        }
    }
    if let Some(end) = end_of_call(tokens, at) {
        return Some(end);
    }
    starts_item(tokens, at)?;
    let rest = &tokens[at..];
    let mut first = rest.iter().take(LONGEST);
    match first.position(|token| token.is_punct(';') || token.group(Delimiter::Brace).is_some()) {
        Some(length) => Some(at + length + 1),
        None => (rest.len() <= LONGEST).then_some(tokens.len()),
    }
}

/// Whether what stands before the attributes ends something, so that an item may follow.
fn may_start_item(tokens: &[Token], mut at: usize) -> bool {
    let last = at;
    while last - at <= LONGEST {
        let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else { return true };
        if before.is_punct(';') || before.group(Delimiter::Brace).is_some() {
            return true;
        }
        // Another attribute, outer or inner.
        let is_attribute = before.group(Delimiter::Bracket).is_some();
        let inner = usize::from(at > 2 && tokens[at - 2].is_punct('!'));
        match at.checked_sub(2 + inner) {
            Some(hash) if is_attribute && tokens[hash].is_punct('#') => at = hash,
            _ => return false,
        }
    }
    false
}

fn starts_item(tokens: &[Token], mut at: usize) -> Option<()> {
    let get = |at: usize| tokens.get(at);
    if get(at)?.is_keyword("pub") {
        at += 1;
        if get(at)?.group(Delimiter::Parenthesis).is_some() {
            at += 1;
        }
    }
    while ["default", "async", "unsafe", "safe", "extern"]
        .iter()
        .any(|word| get(at).is_some_and(|token| token.is_keyword(word)))
    {
        let word = get(at)?.ident()?;
        at += 1;
        if word == "extern" {
            if get(at).is_some_and(|token| token.string().is_some()) {
                at += 1;
            }
            if get(at)?.is_keyword("crate") || get(at)?.group(Delimiter::Brace).is_some() {
                return Some(());
            }
        }
    }
    let word = get(at)?.ident()?;
    // `union` is a name as well, and `union as u8` no item.
    let named = get(at + 1)?.ident().is_some_and(|name| !matches!(name, "as" | "if" | "in"));
    let typed = |at: usize| get(at + 1).is_some_and(|token| token.is_punct(':'));
    match word {
        "use" => Some(()),
        "fn" | "mod" | "struct" | "enum" | "union" | "trait" | "type" => named.then_some(()),
        "impl" => Some(()),
        "macro_rules" => get(at + 1)?.is_punct('!').then_some(()),
        "static" => (typed(at + 1) || get(at + 1)?.is_keyword("mut") && typed(at + 2)).then_some(()),
        "const" => (typed(at + 1) || get(at + 1)?.is_keyword("fn") || get(at + 1)?.is_keyword("unsafe")).then_some(()),
        _ => None,
    }
}
