//! Bounds how deeply a source text nests *before* anything recursive sees it: one flat pass over the bytes, by the
//! lexical rules of proc-macro2 and with no stack of its own but a vector.
//!
//! Two things make syn recurse: delimiters, and runs of tokens that nest without any (`!!!!x`, `&&&&T`, `A<A<A<…`,
//! `a + a + …`, `use a::a::…`). The pass follows open delimiters and, inside each, the tokens since the last place
//! where a run must have ended, and adds up how much stack each may cost. That bounds the stack from above, whatever
//! the grammar makes of the text.

use crate::scan::{Scanner, Token};

/// Open delimiters inside each other.
const MAX_DELIMITERS: usize = 256;
/// Stack that a text may need, in units of 1 KiB: a little less than `parse.rs` gives.
const MAX_COST: usize = 60 << 10;

/// What the tokens cost at worst, measured in a debug build with the shapes of the tests.
const DELIMITER: usize = 36;
const TOKEN: usize = 12;
/// A literal, or an operator behind an operand: those are parsed in a loop, and only dropped and visited in depth.
const FLAT: usize = 2;
/// On top of [`TOKEN`]: `<` may open generic arguments.
const ANGLE: usize = 34;
/// On top of [`TOKEN`]: `&` or `*` where no operand stands in front may be part of a type.
const PREFIX: usize = 28;

/// Why a text cannot be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It nests too deeply.
    TooDeep,
    /// A delimiter is never closed.
    Unclosed(char),
    /// A delimiter closes what is not open.
    Unopened(char),
}

/// What has been seen at one level of delimiters.
#[derive(Clone, Copy, Default)]
struct Level {
    open: u8,
    at: usize,
    /// Stack for the run that is going on, without that for `angles`.
    run: usize,
    /// Angle brackets that may be open.
    angles: usize,
    /// The byte that the last token ended with, or one of the stand-ins below.
    last: u8,
}

/// A word that an operand may end with.
const IDENT: u8 = b'a';
/// A word that stands between prefix operators (`&mut &'a *const`).
const BETWEEN: u8 = b'm';
const LITERAL: u8 = b'0';

/// Checks a whole file. A fault comes with the byte at which it stands.
pub(crate) fn check(text: &str) -> Result<(), (Fault, usize)> {
    check_each(text, |_, _| {})
}

/// Checks a whole file and shows every token on the way, with the byte at which it starts.
pub(crate) fn check_each(text: &str, mut see: impl FnMut(Token<'_>, usize)) -> Result<(), (Fault, usize)> {
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    // The sum over `outer`, so that each token costs the same at any depth.
    let mut cost = 0;
    let mut scanner = Scanner::new(text);
    while let Some((token, at)) = scanner.next_token() {
        see(token, at);
        match token {
            Token::Open(open) => {
                cost += level.cost() + DELIMITER;
                outer.push(level);
                level = Level { open, at, ..Level::default() };
            }
            Token::Close(close) => {
                let Some(parent) = outer.pop() else { return Err((Fault::Unopened(char::from(close)), at)) };
                if closing(level.open) != close {
                    return Err((Fault::Unopened(char::from(close)), at));
                }
                level = parent;
                cost -= level.cost() + DELIMITER;
                level.run += TOKEN;
                level.last = close;
            }
            token => level.step(token),
        }
        if outer.len() > MAX_DELIMITERS || cost + level.cost() > MAX_COST {
            return Err((Fault::TooDeep, at));
        }
    }
    match outer.is_empty() {
        true => Ok(()),
        false => Err((Fault::Unclosed(char::from(level.open)), level.at)),
    }
}

const fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

impl Level {
    const fn cost(&self) -> usize {
        self.run + self.angles * ANGLE
    }

    fn step(&mut self, token: Token<'_>) {
        self.last = match token {
            Token::Word(word) => {
                if self.last == b'}' && !matches!(word, "else" | "as") {
                    self.restart();
                }
                self.run += TOKEN;
                let is_between = self.last == b'\'' || matches!(word, "mut" | "const" | "raw" | "pin");
                if is_between { BETWEEN } else { IDENT }
            }
            Token::Literal => {
                if self.last == b'}' {
                    self.restart();
                }
                self.run += FLAT;
                LITERAL
            }
            Token::Punct(punct) => self.punct(punct),
            Token::Open(_) | Token::Close(_) => self.last,
        };
    }

    /// Counts a punctuation character. Returns what the token ends with.
    fn punct(&mut self, punct: u8) -> u8 {
        let is_behind_operand = matches!(self.last, IDENT | LITERAL | b')' | b']' | b'}' | b'?');
        match (self.last, punct) {
            (_, b';') => self.restart(),
            // A comma ends a run, but not inside generic arguments.
            (_, b',') if self.angles == 0 => self.run = 0,
            // Nothing goes on behind a block with an attribute or a label.
            (b'}', b'#' | b'\'') => self.restart(),
            // An arm begins; generic arguments cannot be open.
            (b'=', b'>') => self.angles = 0,
            // No type ends in a literal: this compares or shifts, and so does the second half of `<<`.
            (LITERAL, b'<') => {
                self.run += FLAT;
                return LITERAL;
            }
            (_, b'<') => self.angles += 1,
            (b'-', b'>') => self.run += TOKEN,
            (_, b'>') => self.angles = self.angles.saturating_sub(1),
            (_, b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'&' | b'|' | b'.' | b'?') if is_behind_operand => {
                self.run += FLAT;
                return punct;
            }
            (_, b'&' | b'*') => self.run += PREFIX,
            _ => {}
        }
        self.run += TOKEN;
        punct
    }

    fn restart(&mut self) {
        self.run = 0;
        self.angles = 0;
    }
}

#[cfg(test)]
mod tests;
