//! What a `macro_rules!` macro does with the words that it is given: whether one of them can become the start of a path.
//! Where none can, `std` is a word like any other among the arguments.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Delimiter;

use super::token::{Token, is_path_separator};

/// What becomes of the arguments of a macro.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    /// A path goes on after one, or one is imported.
    pub(crate) goes_on: bool,
    /// The macros that some are handed to.
    pub(crate) hands_to: BTreeSet<String>,
}

/// Reads the rules of a macro.
pub(super) fn definition(body: &[Token]) -> Definition {
    let mut definition = Definition::default();
    for (matcher, transcriber) in rules(body) {
        let mut arguments = Arguments::default();
        arguments.collect(matcher);
        arguments.follow(transcriber, &[], false, &mut definition);
    }
    definition
}

/// What each rule takes, and what it writes.
pub(super) fn rules(body: &[Token]) -> impl Iterator<Item = (&[Token], &[Token])> {
    body.windows(4).filter_map(|four| match four {
        [matcher, equals, arrow, transcriber] if equals.is_punct('=') && arrow.is_punct('>') => {
            Some((matcher.any_group()?, transcriber.any_group()?))
        }
        _ => None,
    })
}

/// The arguments of one rule.
#[derive(Default)]
struct Arguments {
    /// Their kinds by name, such as `expr`.
    kinds: BTreeMap<String, String>,
    /// Those that stand alone in a repetition, so that `$($t)*` writes what was given in the order in which it was.
    echoed: BTreeSet<String>,
}

impl Arguments {
    fn collect(&mut self, matcher: &[Token]) {
        for (at, token) in matcher.iter().enumerate() {
            if let Some(inner) = token.any_group() {
                self.collect(inner);
            }
            let Some((name, kind)) = declared(&matcher[at..]) else { continue };
            self.kinds.insert(name.to_string(), kind.to_string());
        }
        for (at, _) in matcher.iter().enumerate() {
            let Some((body, separator, _)) = repetition(&matcher[at..]) else { continue };
            if let (Some((name, _)), 4, true) = (declared(body), body.len(), separator.is_empty()) {
                self.echoed.insert(name.to_string());
            }
        }
    }

    /// Whether a word can be what stands for the argument, and stay one. An expression or a type is a whole, whatever
    /// stands behind it.
    fn is_word(&self, name: &str) -> bool {
        self.kinds.get(name).is_none_or(|kind| matches!(kind.as_str(), "ident" | "tt" | "path"))
    }

    /// Looks for arguments that a path goes on after; any of `after` may follow the tokens.
    fn follow(&self, tokens: &[Token], after: &[&[Token]], imported: bool, found: &mut Definition) {
        let mut imports = imported;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if token.is_keyword("use") || token.is_keyword("crate") && at > 0 && tokens[at - 1].is_keyword("extern") {
                imports = true;
            } else if token.is_punct(';') {
                imports = imported;
            } else if let Some((body, separator, length)) = repetition(&tokens[at..]) {
                let rest = &tokens[at + length..];
                let again = if separator.is_empty() { body } else { separator };
                let mut followers = if rest.is_empty() { after.to_vec() } else { vec![rest] };
                followers.extend((!self.is_echo(body, separator)).then_some(again));
                self.follow(body, &followers, imports, found);
                at += length;
                continue;
            } else if let Some(name) = argument(&tokens[at..]) {
                let rest = &tokens[at + 2..];
                let continued =
                    if rest.is_empty() { after.iter().any(|rest| self.continues(rest)) } else { self.continues(rest) };
                found.goes_on |= self.is_word(name) && (imports || continued);
                at += 2;
                continue;
            } else if let Some(inner) = token.any_group() {
                if let Some(called) = called(&tokens[..at]).filter(|_| self.is_in(inner)) {
                    found.hands_to.insert(called.to_string());
                }
                self.follow(inner, &[], imports, found);
            }
            at += 1;
        }
    }

    /// Whether a path that ended goes on with these tokens. Of arguments, only a single token can be the `::`.
    fn continues(&self, rest: &[Token]) -> bool {
        if let Some((body, _, length)) = repetition(rest) {
            return self.continues(body) || self.continues(&rest[length..]);
        }
        if let Some(name) = argument(rest) {
            return self.kinds.get(name).is_none_or(|kind| kind == "tt");
        }
        let is = |at: usize, sign: char| rest.get(at).is_some_and(|token| token.is_punct(sign));
        is_path_separator(rest, 0) || is(0, '<') && is(1, '>')
    }

    fn is_echo(&self, body: &[Token], separator: &[Token]) -> bool {
        let alone = argument(body).filter(|_| body.len() == 2 && separator.is_empty());
        alone.is_some_and(|name| self.echoed.contains(name))
    }

    /// Whether a word that was given stands anywhere among the tokens.
    fn is_in(&self, tokens: &[Token]) -> bool {
        (0..tokens.len()).any(|at| {
            argument(&tokens[at..]).is_some_and(|name| self.is_word(name))
                || tokens[at].any_group().is_some_and(|inner| self.is_in(inner))
        })
    }
}

/// The `a` of `$a`, if the tokens begin with it.
fn argument(tokens: &[Token]) -> Option<&str> {
    let [dollar, name, ..] = tokens else { return None };
    name.ident().filter(|_| dollar.is_punct('$') && !name.is_keyword("crate"))
}

/// The name and kind of `$name:kind`.
fn declared(tokens: &[Token]) -> Option<(&str, &str)> {
    let name = argument(tokens)?;
    let kind = tokens.get(3).and_then(Token::ident)?;
    tokens[2].is_punct(':').then_some((name, kind))
}

/// What `$(…),*` repeats, what stands in between, and how many tokens it has.
fn repetition(tokens: &[Token]) -> Option<(&[Token], &[Token], usize)> {
    let [dollar, body, rest @ ..] = tokens else { return None };
    let body = body.group(Delimiter::Parenthesis).filter(|_| dollar.is_punct('$'))?;
    let is_count = |token: &Token| ['*', '+', '?'].iter().any(|sign| token.is_punct(*sign));
    let separator = rest.iter().position(is_count).unwrap_or(rest.len());
    Some((body, &rest[..separator], (separator + 3).min(tokens.len())))
}

/// The macro whose arguments come next.
fn called(before: &[Token]) -> Option<&str> {
    let [.., name, bang] = before else { return None };
    name.ident().filter(|_| bang.is_punct('!'))
}
