//! The skeleton of a source text: the text without what stands in the bodies of its functions, with every other character
//! in its place. It is parsed where the bodies are parsed by another thread, and nothing that can be called may get lost, so
//! nothing may be taken for a body that is none: what stands inside a macro call stays.

use crate::scan::Token;

/// Finds the bodies in a text while its tokens go by.
#[derive(Default)]
pub(crate) struct Skeleton {
    depth: usize,
    state: State,
    /// The punctuation that the last token was, if it was any.
    last: u8,
    /// Whether the last token was the name behind a `!`, as in `macro_rules! name`.
    is_named: bool,
    /// Bodies, by the bytes between their braces.
    bodies: Vec<(usize, usize)>,
}

/// How far a function is.
#[derive(Clone, Copy, Default)]
enum State {
    /// No function.
    #[default]
    Outside,
    /// Behind `fn`.
    Keyword,
    /// In a macro call outside of functions, whose delimiter is at that depth.
    Macro { depth: usize },
    /// In the signature, at that depth, inside that many angle brackets.
    Signature { depth: usize, angles: usize },
    /// In the body, whose brace is at that depth, from that byte on.
    Body { depth: usize, start: usize, tokens: usize, is_kept: bool },
}

impl Skeleton {
    /// Looks at the next token, which starts at byte `at`.
    pub(crate) fn see(&mut self, token: Token<'_>, at: usize) {
        match token {
            Token::Open(open) => {
                self.open(open, at);
                self.depth += 1;
            }
            Token::Close(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.close(at);
            }
            token => self.step(token),
        }
        self.is_named = matches!(token, Token::Word(_)) && self.last == b'!';
        self.last = if let Token::Punct(punct) = token { punct } else { 0 };
    }

    fn open(&mut self, open: u8, at: usize) {
        let is_call = self.last == b'!' || self.is_named;
        self.state = match self.state {
            State::Signature { depth, angles: 0 } if open == b'{' && depth == self.depth && !is_call => {
                State::Body { depth, start: at + 1, tokens: 0, is_kept: false }
            }
            State::Outside | State::Keyword if is_call => State::Macro { depth: self.depth },
            State::Keyword => State::Outside,
            state => state,
        };
    }

    fn close(&mut self, at: usize) {
        match self.state {
            State::Macro { depth } if depth == self.depth => self.state = State::Outside,
            State::Body { depth, start, is_kept, .. } if depth == self.depth => {
                if !is_kept {
                    self.bodies.push((start, at));
                }
                self.state = State::Outside;
            }
            State::Signature { depth, .. } if self.depth < depth => self.state = State::Outside,
            _ => {}
        }
    }

    fn step(&mut self, token: Token<'_>) {
        self.state = match (self.state, token) {
            (State::Body { depth, start, tokens, is_kept }, token) => {
                // An attribute of the function may stand inside it.
                let is_kept = is_kept || tokens == 0 && token == Token::Punct(b'#');
                State::Body { depth, start, tokens: tokens + 1, is_kept }
            }
            // A type has no name here.
            (State::Keyword, Token::Word(_)) => State::Signature { depth: self.depth, angles: 0 },
            (State::Signature { depth, .. }, Token::Punct(b';')) if depth == self.depth => State::Outside,
            // Whatever is inside delimiters may compare.
            (State::Signature { depth, angles }, Token::Punct(b'<')) if depth == self.depth => {
                State::Signature { depth, angles: angles + 1 }
            }
            (State::Signature { depth, angles }, Token::Punct(b'>')) if depth == self.depth && self.last != b'-' => {
                State::Signature { depth, angles: angles.saturating_sub(1) }
            }
            (state @ (State::Signature { .. } | State::Macro { .. }), _) => state,
            (_, Token::Word("fn")) => State::Keyword,
            _ => State::Outside,
        };
    }

    /// Returns the bodies in the text whose tokens went by, by the bytes between their braces.
    pub(crate) fn bodies(self) -> Vec<(usize, usize)> {
        self.bodies
    }
}

/// The skeleton of a text with these bodies.
pub(crate) fn without(text: &str, bodies: &[(usize, usize)]) -> String {
    let (mut skeleton, mut end) = (String::with_capacity(text.len() / 2), 0);
    for &(start, stop) in bodies {
        skeleton.push_str(&text[end..start]);
        blank(&text[start..stop], &mut skeleton);
        end = stop;
    }
    skeleton.push_str(&text[end..]);
    skeleton
}

/// The bodies of a text with their braces, and nothing else.
pub(crate) fn only(text: &str, bodies: &[(usize, usize)]) -> String {
    let (mut only, mut end) = (String::with_capacity(text.len()), 0);
    for &(start, stop) in bodies {
        blank(&text[end..start - 1], &mut only);
        only.push_str(&text[start - 1..=stop]);
        end = stop + 1;
    }
    only
}

/// Leaves as much room as a text takes, so that what follows has its place.
fn blank(text: &str, room: &mut String) {
    room.extend(text.matches('\n'));
    let last = text.rsplit('\n').next().unwrap_or_default();
    room.extend(last.chars().map(|_| ' '));
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Skeleton, only, without};
    use crate::nesting;

    #[track_caller]
    fn check(text: &str, expect: &Expect) {
        let mut skeleton = Skeleton::default();
        nesting::check_each(text, |token, at| skeleton.see(token, at)).unwrap();
        let bodies = skeleton.bodies();
        let skeleton = without(text, &bodies);
        assert_eq!(skeleton.lines().count(), text.lines().count());
        expect.assert_eq(&skeleton);
        syn::parse_file(&skeleton).unwrap();
        for (start, stop) in bodies {
            let (before, alone) = (&text[..start], only(text, &[(start, stop)]));
            let column = |text: &str| text.rsplit('\n').next().map(|line| line.chars().count());
            assert_eq!(alone.trim(), &text[start - 1..=stop]);
            assert_eq!(column(&alone[..=alone.find('{').unwrap()]), column(before));
        }
    }

    #[test]
    fn bodies_go_and_all_else_stays_in_its_place() {
        check(
            "pub fn a<T: Fn(u8) -> u8>(x: [u8; { 1 }]) -> T<{ 2 + 2 }> where T: B<{ 3 }>, { let y = \"}\"; {} }\n\
             impl C for fn() -> u8 { const D: u8 = { 1 }; fn e(&self) { if a < b {} } type F = fn(u8) -> u8; }\n\
             struct G { h: fn(u8) -> u8 } trait I { fn j(); fn k() {\n  // ö }\n  'ö' } fn l() {} }\n\
             fn p() where [(); (1 < 2) as usize]: { 1 } #[x(2 > 1)] mod q { use r::s; } type T = m!{ fn u() { 1 } };\n\
             fn m() { #![allow(x)] 1 } macro_rules! n { ($o:ident) => { fn $o() { 1 } } } const P: fn() = || { 1 };\n\
             fn r#fn() { r#\"fn x() {\"# } async unsafe extern \"C\" fn q<'a>(x: &'a u8) -> impl Fn(&'a u8) { ö(1) }",
            &expect![[r#"
                pub fn a<T: Fn(u8) -> u8>(x: [u8; { 1 }]) -> T<{ 2 + 2 }> where T: B<{ 3 }>, {                 }
                impl C for fn() -> u8 { const D: u8 = { 1 }; fn e(&self) {             } type F = fn(u8) -> u8; }
                struct G { h: fn(u8) -> u8 } trait I { fn j(); fn k() {

                      } fn l() {} }
                fn p() where [(); (1 < 2) as usize]: {   } #[x(2 > 1)] mod q { use r::s; } type T = m!{ fn u() { 1 } };
                fn m() { #![allow(x)] 1 } macro_rules! n { ($o:ident) => { fn $o() { 1 } } } const P: fn() = || { 1 };
                fn r#fn() {               } async unsafe extern "C" fn q<'a>(x: &'a u8) -> impl Fn(&'a u8) {      }"#]],
        );
    }
}
