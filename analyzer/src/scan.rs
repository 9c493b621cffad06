//! [`Scanner`]: splits a source text into delimiters, words, literals and punctuation exactly where proc-macro2 does,
//! without building anything. Texts that proc-macro2 refuses may be split anyhow; they are never parsed.

/// A token, as far as nesting depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// An identifier, a keyword or a number.
    Word(&'t str),
    /// A string or character of any kind.
    Literal,
    /// Any other character.
    Punct(u8),
}

/// Iterates over the tokens of a text.
pub(crate) struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0 }
    }

    /// Returns the next token and the byte at which it starts.
    pub(crate) fn next_token(&mut self) -> Option<(Token<'t>, usize)> {
        self.skip_blank();
        let start = self.at;
        let token = match self.byte(0)? {
            open @ (b'(' | b'[' | b'{') => self.single(Token::Open(open)),
            close @ (b')' | b']' | b'}') => self.single(Token::Close(close)),
            b'"' => self.string(),
            b'\'' => self.quote(),
            b'0'..=b'9' => {
                self.skip_word();
                Token::Literal
            }
            byte if is_word(byte) => self.word(),
            byte => self.single(Token::Punct(byte)),
        };
        Some((token, start))
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn single(&mut self, token: Token<'t>) -> Token<'t> {
        self.at += 1;
        token
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) {
        while let Some(byte) = self.byte(0) {
            match byte {
                b' ' | 0x09..=0x0d => self.at += 1,
                b'/' if self.byte(1) == Some(b'/') => self.skip_line(),
                b'/' if self.byte(1) == Some(b'*') => self.skip_block_comment(),
                0x80.. => match self.char() {
                    Some(blank) if is_blank(blank) => self.at += blank.len_utf8(),
                    _ => return,
                },
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte(0) {
            match (byte, self.byte(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// A word, or the literal that its first letters announce (`r"…"`, `br#"…"#`, `b'x'`).
    fn word(&mut self) -> Token<'t> {
        let prefix = match (self.byte(0), self.byte(1)) {
            (Some(b'b' | b'c'), Some(b'r')) => 2,
            _ => 1,
        };
        let is_raw = self.bytes[self.at..][..prefix].ends_with(b"r");
        let can_prefix = matches!(self.byte(0), Some(b'r' | b'b' | b'c'));
        match self.byte(prefix) {
            Some(b'"' | b'#') if can_prefix && is_raw => {
                let hashes = self.bytes[self.at + prefix..].iter().take_while(|byte| **byte == b'#').count();
                if self.byte(prefix + hashes) == Some(b'"') {
                    self.at += prefix + hashes + 1;
                    return self.raw_string(hashes);
                }
            }
            Some(b'"') if can_prefix => {
                self.at += prefix;
                return self.string();
            }
            Some(b'\'') if self.byte(0) == Some(b'b') && prefix == 1 => {
                self.at += prefix;
                return self.quote();
            }
            _ => {}
        }
        if self.bytes[self.at..].starts_with(b"r#") && self.byte(2).is_some_and(is_word) {
            // A raw identifier; what it looks like does not matter.
            self.at += 2;
            self.skip_word();
            return Token::Word("r#");
        }
        let start = self.at;
        self.skip_word();
        Token::Word(&self.text[start..self.at])
    }

    fn skip_word(&mut self) {
        while let Some(byte) = self.byte(0) {
            match byte {
                0x80.. => match self.char() {
                    Some(part) if !is_blank(part) => self.at += part.len_utf8(),
                    _ => return,
                },
                byte if is_word(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    fn string(&mut self) -> Token<'t> {
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.suffix()
    }

    fn raw_string(&mut self, hashes: usize) -> Token<'t> {
        while let Some(byte) = self.byte(0) {
            self.at += 1;
            let rest = &self.bytes[self.at..];
            if byte == b'"' && rest.len() >= hashes && rest[..hashes].iter().all(|byte| *byte == b'#') {
                self.at += hashes;
                break;
            }
        }
        self.suffix()
    }

    /// A character, or the quote in front of a lifetime.
    fn quote(&mut self) -> Token<'t> {
        self.at += 1;
        if self.byte(0) == Some(b'\\') {
            self.at += 2;
            while self.byte(0).is_some_and(|byte| byte != b'\'') {
                self.at += 1;
            }
            self.at += 1;
            return self.suffix();
        }
        let width = self.char().map_or(0, char::len_utf8);
        if width > 0 && self.byte(width) == Some(b'\'') {
            self.at += width + 1;
            return self.suffix();
        }
        Token::Punct(b'\'')
    }

    /// Skips what sticks to the end of a literal.
    fn suffix(&mut self) -> Token<'t> {
        self.at = self.at.min(self.bytes.len());
        if !self.byte(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.skip_word();
        }
        Token::Literal
    }

    fn char(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// White space of the language beyond ASCII.
fn is_blank(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests;
