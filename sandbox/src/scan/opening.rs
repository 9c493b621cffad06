//! What a `macro_rules!` macro does with the words that it is given: whether one of them can become the start of a path,
//! and whether a path can come apart. Where neither can, `std` is a word like any other among the arguments. What cannot be
//! told counts as a path.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Delimiter;

use super::seam;
use super::token::{Token, is_path_separator};

/// What becomes of the arguments of a macro.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    /// A path goes on after one, or one is imported.
    pub(crate) goes_on: bool,
    /// A path that is given as a whole may come apart.
    pub(crate) splits: bool,
    /// One is called as a macro: `$name!(…)`.
    pub(crate) calls: bool,
    /// The macros that some are handed to.
    pub(crate) hands_to: BTreeSet<String>,
    /// A macro is defined whose name is an argument.
    pub(crate) makes_macros: bool,
    /// What is written besides the arguments; nothing where that cannot be told.
    pub(crate) words: Option<BTreeSet<String>>,
}

impl Definition {
    /// Takes back what is known of the macro.
    pub(super) fn be_anything(&mut self) {
        (self.goes_on, self.splits, self.calls, self.words) = (true, true, true, None);
    }
}

/// Reads the rules of a macro.
pub(super) fn definition(body: &[Token]) -> Definition {
    let mut definition = Definition { words: Some(BTreeSet::new()), ..Definition::default() };
    if !has_rules_only(body) {
        definition.be_anything();
    }
    for (matcher, transcriber) in rules(body) {
        let mut arguments = Arguments::default();
        arguments.collect(matcher);
        arguments.follow(transcriber, &Around::default(), &mut definition);
        definition.makes_macros |= names_macros(transcriber);
        let torn = arguments.torn(transcriber);
        definition.splits |= seam::comes_apart(matcher, &|name| !torn.contains(name));
        let words = definition.words.iter_mut();
        words.for_each(|words| arguments.words(transcriber, words));
    }
    definition
}

/// Whether `macro_rules! $name` stands anywhere.
fn names_macros(tokens: &[Token]) -> bool {
    let is_named =
        |three: &[Token]| three[0].is_keyword("macro_rules") && three[1].is_punct('!') && three[2].is_punct('$');
    tokens.windows(3).any(is_named) || tokens.iter().filter_map(Token::any_group).any(names_macros)
}

/// The names of the arguments that a rule takes.
pub(super) fn arguments(matcher: &[Token]) -> BTreeSet<String> {
    let mut arguments = Arguments::default();
    arguments.collect(matcher);
    arguments.kinds.into_keys().collect()
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

/// Whether all rules are written out, so that none comes from a macro's argument.
pub(super) fn has_rules_only(body: &[Token]) -> bool {
    let mut parts = body.split(|token| token.is_punct(';')).filter(|part| !part.is_empty());
    parts.all(|part| part.len() == 4 && rules(part).next().is_some())
}

/// Repetitions that may be empty are passed over up to this many; who writes more wants them to be counted over and over.
const MAYBE_EMPTY: usize = 64;

/// What stands around the tokens of a transcriber.
#[derive(Clone, Default)]
struct Around<'t> {
    /// What may follow.
    after: Vec<&'t [Token]>,
    /// What comes right before.
    before: Before,
    /// They belong to a `use`.
    imported: bool,
}

/// What an argument or a group stands behind.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Before {
    /// Tokens that can be read, or none.
    #[default]
    Known,
    /// An argument that is a single word, a keyword maybe.
    Word,
    /// What may as well be the `!` of a call.
    Anything,
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

    /// Those of which more is written than `$($name)*`.
    fn torn<'t>(&self, transcriber: &'t [Token]) -> BTreeSet<&'t str> {
        let (mut torn, mut at) = (BTreeSet::new(), 0);
        while let Some(token) = transcriber.get(at) {
            if let Some((body, separator, length)) = repetition(&transcriber[at..]) {
                if !self.is_echo(body, separator) {
                    torn.append(&mut self.torn(body));
                }
                at += length;
                continue;
            }
            torn.extend(argument(&transcriber[at..]));
            token.any_group().into_iter().for_each(|inner| torn.append(&mut self.torn(inner)));
            at += 1;
        }
        torn
    }

    /// Collects what is no argument's name.
    fn words(&self, tokens: &[Token], words: &mut BTreeSet<String>) {
        for (at, token) in tokens.iter().enumerate() {
            token.any_group().into_iter().for_each(|inner| self.words(inner, words));
            let Some(name) = token.ident() else { continue };
            if at == 0 || !tokens[at - 1].is_punct('$') || !self.kinds.contains_key(name) {
                words.insert(name.to_string());
            }
        }
    }

    /// Looks for arguments that a path goes on after.
    fn follow(&self, tokens: &[Token], around: &Around<'_>, found: &mut Definition) {
        let (mut imported, mut before) = (around.imported, around.before);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if token.is_keyword("use") || token.is_keyword("crate") && at > 0 && tokens[at - 1].is_keyword("extern") {
                imported = true;
            } else if token.is_punct(';') {
                imported = around.imported;
            } else if let Some((body, separator, length)) = repetition(&tokens[at..]) {
                let rest = &tokens[at + length..];
                let is_echo = self.is_echo(body, separator);
                let again = if separator.is_empty() { body } else { separator };
                let mut after = if rest.is_empty() { around.after.clone() } else { vec![rest] };
                after.extend((!is_echo).then_some(again));
                let before_again = if is_echo { Before::Known } else { self.end(again) };
                let before_first = if at > 0 && tokens[at - 1].is_punct('!') { Before::Anything } else { before };
                let before_body = if before_first == Before::Known { before_again } else { before_first };
                self.follow(body, &Around { after, before: before_body, imported }, found);
                (at, before) = (at + length, Before::Anything);
                continue;
            } else if let Some(name) = argument(&tokens[at..]) {
                let rest = &tokens[at + 2..];
                found.calls |= self.is_word(name) && rest.first().is_some_and(|bang| bang.is_punct('!'));
                let continued = match rest {
                    [] => around.after.iter().any(|rest| self.continues(rest)),
                    _ => self.continues(rest),
                };
                if self.is_word(name) {
                    found.goes_on |= imported || continued || before != Before::Known;
                    self.hand_over(&tokens[..at], before, found);
                }
                (at, before) = (at + 2, self.kind(name));
                continue;
            } else if let Some(inner) = token.any_group() {
                if self.is_in(inner) {
                    self.hand_over(&tokens[..at], before, found);
                }
                self.follow(inner, &Around { imported, ..Around::default() }, found);
            }
            (at, before) = (at + 1, Before::Known);
        }
    }

    /// Notes the macro that gets what stands behind the tokens.
    fn hand_over(&self, tokens: &[Token], before: Before, found: &mut Definition) {
        match called(tokens) {
            Some(name) => {
                found.hands_to.insert(name.to_string());
            }
            // The macro is given as well.
            None if matches!(tokens, [.., dollar, _, bang] if dollar.is_punct('$') && bang.is_punct('!')) => {
                found.be_anything();
            }
            None => found.goes_on |= before == Before::Anything || tokens.last().is_some_and(|last| last.is_punct('!')),
        }
    }

    /// What somebody sees who looks back at the argument.
    fn kind(&self, name: &str) -> Before {
        match self.kinds.get(name).map(String::as_str) {
            None | Some("tt") => Before::Anything,
            Some("ident") => Before::Word,
            Some(_) => Before::Known,
        }
    }

    /// What somebody sees who looks back at the tokens.
    fn end(&self, tokens: &[Token]) -> Before {
        match tokens {
            [.., dollar, name] if dollar.is_punct('$') => name.ident().map_or(Before::Anything, |name| self.kind(name)),
            [.., last] if ['!', '*', '+', '?'].iter().any(|sign| last.is_punct(*sign)) => Before::Anything,
            _ => Before::Known,
        }
    }

    /// Whether a path that ended goes on with these tokens, or gets another name. Of arguments, only a single token can be
    /// the `::`.
    fn continues(&self, rest: &[Token]) -> bool {
        let mut left = MAYBE_EMPTY;
        self.continues_within(rest, &mut left)
    }

    fn continues_within(&self, mut rest: &[Token], left: &mut usize) -> bool {
        while let Some((body, _, length)) = repetition(rest) {
            *left = left.saturating_sub(1);
            if *left == 0 || self.continues_within(body, left) {
                return true;
            }
            rest = &rest[length..];
        }
        if let Some(name) = argument(rest) {
            return self.kinds.get(name).is_none_or(|kind| kind == "tt");
        }
        let is = |at: usize, sign: char| rest.get(at).is_some_and(|token| token.is_punct(sign));
        let renamed = rest.first().is_some_and(|token| token.is_keyword("as"));
        renamed || is_path_separator(rest, 0) || is(0, '<') && is(1, '>')
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
pub(super) fn declared(tokens: &[Token]) -> Option<(&str, &str)> {
    let name = argument(tokens)?;
    let kind = tokens.get(3).and_then(Token::ident)?;
    tokens[2].is_punct(':').then_some((name, kind))
}

/// What `$(…),*` repeats, what stands in between, and how many tokens it has.
pub(super) fn repetition(tokens: &[Token]) -> Option<(&[Token], &[Token], usize)> {
    let [dollar, body, rest @ ..] = tokens else { return None };
    let body = body.group(Delimiter::Parenthesis).filter(|_| dollar.is_punct('$'))?;
    let is_count = |token: &Token| ['*', '+', '?'].iter().any(|sign| token.is_punct(*sign));
    let separator = rest.iter().position(is_count).unwrap_or(rest.len());
    Some((body, &rest[..separator], (separator + 3).min(tokens.len())))
}

/// The macro whose arguments come next, where its name is no argument itself.
fn called(before: &[Token]) -> Option<&str> {
    let [earlier @ .., name, bang] = before else { return None };
    let given = earlier.last().is_some_and(|token| token.is_punct('$'));
    name.ident().filter(|_| bang.is_punct('!') && !given)
}
