//! Where what a rule of a macro takes can be cut: a matcher that takes `a`, `::` and `b` one by one takes a path apart, and
//! one that takes `a` and `!` a call.

use std::ops::BitOr;

use super::opening::{declared, repetition};
use super::token::{Token, is_path_separator};

/// Whether a path, or the call of a macro, can be taken in several parts. `is_kept_whole` says of the argument in `$($name:tt)*` whether its tokens
/// stay together.
pub(super) fn comes_apart(matcher: &[Token], is_kept_whole: &dyn Fn(&str) -> bool) -> bool {
    pieces(matcher, is_kept_whole).comes_apart
}

/// What stands at one end of a part of a matcher.
#[derive(Clone, Copy, Default)]
struct End {
    /// A single word.
    word: bool,
    /// `::`.
    separator: bool,
    /// `!`.
    bang: bool,
    /// Any token.
    any: bool,
    /// Something that may be a path and is not looked into, such as a type.
    whole: bool,
}

impl BitOr for End {
    type Output = End;

    fn bitor(self, other: End) -> End {
        End {
            word: self.word | other.word,
            separator: self.separator | other.separator,
            bang: self.bang | other.bang,
            any: self.any | other.any,
            whole: self.whole | other.whole,
        }
    }
}

/// A part of a matcher, seen from both ends.
#[derive(Clone, Copy, Default)]
struct Part {
    first: End,
    last: End,
    may_be_empty: bool,
    comes_apart: bool,
}

impl Part {
    const EMPTY: Part = Part { may_be_empty: true, first: End::NONE, last: End::NONE, comes_apart: false };

    fn of(end: End) -> Part {
        Part { first: end, last: end, ..Part::default() }
    }

    fn then(self, next: Part) -> Part {
        Part {
            first: if self.may_be_empty { self.first | next.first } else { self.first },
            last: if next.may_be_empty { self.last | next.last } else { next.last },
            may_be_empty: self.may_be_empty && next.may_be_empty,
            comes_apart: self.comes_apart || next.comes_apart || cuts(self.last, next.first),
        }
    }
}

impl End {
    const NONE: End = End { word: false, separator: false, bang: false, any: false, whole: false };
}

/// Whether a path or a call may be cut between the two.
fn cuts(before: End, after: End) -> bool {
    let behind_word = (before.word || before.any) && (after.separator || after.bang || after.any);
    behind_word || (before.separator || before.any) && (after.word || after.any || after.whole)
}

fn pieces(matcher: &[Token], is_kept_whole: &dyn Fn(&str) -> bool) -> Part {
    let (mut all, mut at) = (Part::EMPTY, 0);
    while at < matcher.len() {
        let (part, length) = piece(&matcher[at..], is_kept_whole);
        all = all.then(part);
        at += length;
    }
    all
}

/// What the tokens begin with, and how many they are.
fn piece(tokens: &[Token], is_kept_whole: &dyn Fn(&str) -> bool) -> (Part, usize) {
    if let Some((body, separator, length)) = repetition(tokens) {
        let inner = pieces(body, is_kept_whole);
        let again = inner.then(pieces(separator, is_kept_whole)).then(inner);
        let is_echo = body.len() == 4 && separator.is_empty();
        let is_whole = is_echo && declared(body).is_some_and(|(name, _)| is_kept_whole(name));
        let comes_apart = inner.comes_apart || again.comes_apart && !is_whole;
        return (Part { may_be_empty: true, comes_apart, ..inner }, length);
    }
    if let Some((_, kind)) = declared(tokens) {
        let end = match kind {
            "ident" => End { word: true, ..End::NONE },
            "tt" => End { any: true, ..End::NONE },
            "vis" => return (Part::EMPTY, 4),
            "lifetime" | "literal" | "block" => End::NONE,
            _ => End { whole: true, ..End::NONE },
        };
        return (Part::of(end), 4);
    }
    if is_path_separator(tokens, 0) {
        return (Part::of(End { separator: true, ..End::NONE }), 2);
    }
    let inner = tokens[0].any_group().map(|inner| pieces(inner, is_kept_whole));
    let end = End { word: tokens[0].ident().is_some(), bang: tokens[0].is_punct('!'), ..End::NONE };
    (Part { comes_apart: inner.is_some_and(|inner| inner.comes_apart), ..Part::of(end) }, 1)
}
