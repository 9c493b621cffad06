//! The tokens of a file as a tree that can be looked at from any place.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// One token, or a bracketed group of them.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// The token, or the bracket that opens the group.
    pub(crate) span: Span,
    /// The token, or the bracket that closes the group.
    pub(crate) end: Span,
}

/// What a token is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A name or keyword, without `r#`.
    Ident {
        name: String,
        raw: bool,
    },
    Punct {
        sign: char,
        joint: bool,
    },
    Literal(String),
    Group {
        delimiter: Delimiter,
        tokens: Vec<Token>,
    },
}

/// Deeper groups are not looked into; the caller reports them.
pub(crate) const DEPTH_LIMIT: usize = 200;

/// Turns a stream into a tree, or says where it is nested too deeply.
pub(crate) fn tree(stream: TokenStream, depth: usize) -> Result<Vec<Token>, Span> {
    stream.into_iter().map(|token| read(token, depth)).collect()
}

fn read(token: TokenTree, depth: usize) -> Result<Token, Span> {
    let span = token.span();
    let kind = match token {
        TokenTree::Ident(ident) => {
            let text = ident.to_string();
            let raw = text.starts_with("r#");
            Kind::Ident { name: text.strip_prefix("r#").map_or(text.clone(), str::to_string), raw }
        }
        TokenTree::Punct(punct) => {
            Kind::Punct { sign: punct.as_char(), joint: punct.spacing() == proc_macro2::Spacing::Joint }
        }
        TokenTree::Literal(literal) => Kind::Literal(literal.to_string()),
        TokenTree::Group(group) if depth >= DEPTH_LIMIT => return Err(group.span_open()),
        TokenTree::Group(group) => {
            let (span, end) = (group.span_open(), group.span_close());
            let kind = Kind::Group { delimiter: group.delimiter(), tokens: tree(group.stream(), depth + 1)? };
            return Ok(Token { kind, span, end });
        }
    };
    Ok(Token { kind, span, end: span })
}

impl Token {
    /// The name, whether it is a keyword or was written with `r#`.
    pub(crate) fn ident(&self) -> Option<&str> {
        match &self.kind {
            Kind::Ident { name, .. } => Some(name),
            _ => None,
        }
    }

    pub(crate) fn is_keyword(&self, keyword: &str) -> bool {
        matches!(&self.kind, Kind::Ident { name, raw: false } if name == keyword)
    }

    pub(crate) fn is_punct(&self, wanted: char) -> bool {
        matches!(self.kind, Kind::Punct { sign, .. } if sign == wanted)
    }

    pub(crate) fn group(&self, wanted: Delimiter) -> Option<&[Token]> {
        match &self.kind {
            Kind::Group { delimiter, tokens } if *delimiter == wanted => Some(tokens),
            _ => None,
        }
    }

    /// The tokens of a group of whatever brackets.
    pub(crate) fn any_group(&self) -> Option<&[Token]> {
        match &self.kind {
            Kind::Group { tokens, .. } => Some(tokens),
            _ => None,
        }
    }

    /// The text of a string literal.
    pub(crate) fn string(&self) -> Option<String> {
        let Kind::Literal(text) = &self.kind else { return None };
        syn::parse_str::<syn::LitStr>(text).ok().map(|literal| literal.value())
    }
}

/// From the first token to the last; tokens of one file only.
pub(crate) fn span_of(tokens: &[Token]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.join(last.end).unwrap_or(first.span),
        _ => Span::call_site(),
    }
}

/// Whether `::` stands at the place.
pub(crate) fn is_path_separator(tokens: &[Token], at: usize) -> bool {
    matches!(tokens.get(at).map(|token| &token.kind), Some(Kind::Punct { sign: ':', joint: true }))
        && tokens.get(at + 1).is_some_and(|token| token.is_punct(':'))
}

/// Splits at the commas outside of brackets.
pub(crate) fn split_commas(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    tokens.split(|token| token.is_punct(',')).filter(|part| !part.is_empty())
}

/// Where a token stands that is several ones before the edition of 2021, with other tokens in what looks like a text: `c"…"`
/// and `'r#a`.
pub(crate) fn newer(tokens: &[Token]) -> Option<Span> {
    tokens.iter().enumerate().find_map(|(at, token)| match &token.kind {
        Kind::Group { tokens, .. } => newer(tokens),
        Kind::Literal(text) if text.starts_with('c') => Some(token.span),
        Kind::Ident { raw: true, .. } if at > 0 && tokens[at - 1].is_punct('\'') => Some(token.span),
        _ => None,
    })
}

/// Longer runs of prefixes are nested as deeply as brackets, to whoever parses them.
const PREFIX_LIMIT: usize = 500;

/// Where a run of prefixes such as `&&&` or `!!!` gets too long.
pub(crate) fn long_prefix(tokens: &[Token]) -> Option<Span> {
    let mut length = 0;
    for token in tokens {
        if let Some(found) = token.any_group().and_then(long_prefix) {
            return Some(found);
        }
        let is_sign = ['&', '*', '!', '-', '<', '|'].iter().any(|sign| token.is_punct(*sign));
        let is_between = token.is_punct('\'')
            || ["mut", "const", "static", "dyn", "ref"].iter().any(|word| token.ident() == Some(word));
        match (is_sign, is_between) {
            (true, _) => length += 1,
            (_, true) => {}
            _ => length = 0,
        }
        if length > PREFIX_LIMIT {
            return Some(token.span);
        }
    }
    None
}
