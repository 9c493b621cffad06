//! Tests that the scanner sees the delimiters that proc-macro2 sees, on texts made of what is hard to split.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{Scanner, Token};

/// Pieces that change what the next ones mean.
const PIECES: &[&str] = &[
    "(", ")", "[", "]", "{", "}", "\"", "'", "\\", "#", "r", "b", "c", "br", "cr", "r#", "r\"", "r#\"", "\"#", "b'",
    "b\"", "//", "/*", "*/", "/", "*", "\n", " ", "a", "'a", "'a'", "'('", "1", "1e+", "1.", ".", "é", "\u{2003}",
    "\u{200e}", "///", "/**", "\\\"", "\\'", "\\u{28}", "()", "[]", "{}", "\"(\"", "_", "!", "'\\''", "'''", "r##\"",
    "\"##", "&", "0x", "\r\n",
];

/// The delimiters in order, as proc-macro2 finds them.
fn expected(tokens: TokenStream, found: &mut String) {
    for token in tokens {
        let TokenTree::Group(group) = token else { continue };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ('(', ')'),
            Delimiter::Brace => ('{', '}'),
            Delimiter::Bracket => ('[', ']'),
            Delimiter::None => (' ', ' '),
        };
        // Doc comments become `#[doc = "…"]`.
        if group.stream().into_iter().next().is_some_and(|first| first.to_string() == "doc") {
            continue;
        }
        found.push(open);
        expected(group.stream(), found);
        found.push(close);
    }
}

fn scanned(text: &str) -> String {
    let mut scanner = Scanner::new(text);
    let mut found = String::new();
    while let Some((token, _)) = scanner.next_token() {
        if let Token::Open(byte) | Token::Close(byte) = token {
            found.push(char::from(byte));
        }
    }
    found
}

#[test]
fn agrees_with_the_lexer() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap()
    };
    let mut compared = 0;
    for _ in 0..100_000 {
        let text: String = (0..2 + next(9)).map(|_| PIECES[next(PIECES.len())]).collect();
        let Ok(tokens) = text.parse::<TokenStream>() else { continue };
        let mut delimiters = String::new();
        expected(tokens, &mut delimiters);
        assert_eq!(scanned(&text), delimiters, "{text:?}");
        compared += 1;
    }
    assert!(compared > 2_000, "{compared}");
}
