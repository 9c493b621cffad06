//! Bounds how deeply a source text nests *before* anything recursive sees it: one flat pass over the bytes, by the
//! lexical rules of proc-macro2 and with no stack of its own but a vector.
//!
//! Two things make syn recurse: delimiters, and runs of tokens that nest without any (`!!!!x`, `&&&&T`, `A<A<A<…`,
//! `a + a + …`, `use a::a::…`). The pass counts open delimiters and, inside each, the tokens since the last place
//! where a run must have ended. That bounds every run from above, whatever the grammar makes of it.

use crate::scan::{Scanner, Token};

/// Open delimiters inside each other.
const MAX_DELIMITERS: usize = 256;
/// Tokens that may nest in each other, summed over all open delimiters.
const MAX_RUN: usize = 6_000;
/// Open angle brackets inside each other, summed over all open delimiters.
const MAX_ANGLES: usize = 1_000;

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
    run: usize,
    angles: usize,
    /// The byte that ended the last token; of an identifier, a literal or `}` a stand-in.
    last: u8,
}

const IDENT: u8 = b'a';
const LITERAL: u8 = b'0';

/// Checks a whole file. A fault comes with the byte at which it stands.
pub(crate) fn check(text: &str) -> Result<(), (Fault, usize)> {
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    // Sums over `outer`, so that each token costs the same at any depth.
    let (mut runs, mut angles) = (0, 0);
    let mut scanner = Scanner::new(text);
    while let Some((token, at)) = scanner.next_token() {
        match token {
            Token::Open(open) => {
                runs += level.run;
                angles += level.angles;
                outer.push(level);
                level = Level { open, at, ..Level::default() };
            }
            Token::Close(close) => {
                let Some(parent) = outer.pop() else { return Err((Fault::Unopened(char::from(close)), at)) };
                if closing(level.open) != close {
                    return Err((Fault::Unopened(char::from(close)), at));
                }
                level = parent;
                runs -= level.run;
                angles -= level.angles;
                level.run += 1;
                level.last = close;
            }
            token => level.step(token),
        }
        if outer.len() > MAX_DELIMITERS || runs + level.run > MAX_RUN || angles + level.angles > MAX_ANGLES {
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
    fn step(&mut self, token: Token<'_>) {
        self.run += 1;
        match token {
            Token::Word(word) => {
                if self.last == b'}' && !matches!(word, "else" | "as") {
                    self.restart();
                }
                self.last = IDENT;
            }
            Token::Literal => {
                if self.last == b'}' {
                    self.restart();
                }
                self.last = LITERAL;
            }
            Token::Punct(punct) => {
                self.punct(punct);
                self.last = punct;
            }
            Token::Open(_) | Token::Close(_) => {}
        }
    }

    fn punct(&mut self, punct: u8) {
        match (self.last, punct) {
            (_, b';') => self.restart(),
            // A comma ends a run, but not a list of generic arguments.
            (_, b',') => self.run = 0,
            // Nothing goes on behind a block with an attribute or a label.
            (b'}', b'#' | b'\'') => self.restart(),
            // An arm begins; generic arguments cannot be open.
            (b'=', b'>') => self.angles = 0,
            // No type ends in a literal: this compares or shifts.
            (LITERAL, b'<') => {}
            (_, b'<') => self.angles += 1,
            (b'-', b'>') => {}
            (_, b'>') => self.angles = self.angles.saturating_sub(1),
            _ => {}
        }
    }

    fn restart(&mut self) {
        self.run = 0;
        self.angles = 0;
    }
}

#[cfg(test)]
mod tests;
