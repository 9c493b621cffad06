//! [`Predicate`]: what stands inside `#[cfg(…)]`, as data. What it comes to is `cfg.rs`'s business.

use std::fmt;

use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Meta, MetaList, Token};

/// A cfg predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// `unix`.
    Flag(String),
    /// `target_os = "linux"`.
    Pair(String, String),
    /// `true` or `false`.
    Literal(bool),
    /// `not(…)`.
    Not(Box<Self>),
    /// `all(…)`.
    All(Vec<Self>),
    /// `any(…)`.
    Any(Vec<Self>),
    /// Anything else, as text.
    Other(String),
}

impl Predicate {
    /// Reads a predicate from its text, such as the inside of `cfg(…)`.
    ///
    /// # Errors
    ///
    /// When the text is no predicate.
    pub(crate) fn parse(text: &str) -> syn::Result<Self> {
        parse_one.parse_str(text)
    }

    /// Reads the predicate of a `cfg(…)`.
    pub(crate) fn of_list(list: &MetaList) -> Option<Self> {
        let parser = |input: ParseStream<'_>| {
            let predicate = parse_one(input)?;
            input.parse::<Option<Token![,]>>()?;
            Ok(predicate)
        };
        list.parse_args_with(parser).ok()
    }

    /// The parts that no rule of the language decides: those that make an answer unknown.
    pub(crate) fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::Not(inner) => inner.leaves(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::leaves).collect(),
            leaf => vec![leaf],
        }
    }
}

/// Reads `cfg_attr(predicate, meta, …)`.
pub(super) fn cfg_attr(list: &MetaList) -> Option<(Predicate, Vec<Meta>)> {
    let parser = |input: ParseStream<'_>| {
        let predicate = parse_one(input)?;
        if input.is_empty() {
            return Ok((predicate, Vec::new()));
        }
        input.parse::<Token![,]>()?;
        let metas = Punctuated::<Meta, Token![,]>::parse_terminated(input)?;
        Ok((predicate, metas.into_iter().collect()))
    };
    list.parse_args_with(parser).ok()
}

fn parse_one(input: ParseStream<'_>) -> syn::Result<Predicate> {
    if input.peek(syn::LitBool) {
        return Ok(Predicate::Literal(input.parse::<syn::LitBool>()?.value));
    }
    let name = input.call(<syn::Ident as syn::ext::IdentExt>::parse_any)?;
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        let value: syn::LitStr = input.parse()?;
        return Ok(Predicate::Pair(name.to_string(), value.value()));
    }
    if !input.peek(syn::token::Paren) {
        return Ok(Predicate::Flag(name.to_string()));
    }
    let content;
    syn::parenthesized!(content in input);
    let name = name.to_string();
    if !matches!(name.as_str(), "all" | "any" | "not") {
        let rest: proc_macro2::TokenStream = content.parse()?;
        return Ok(Predicate::Other(format!("{name}({rest})")));
    }
    let mut parts = Punctuated::<Predicate, Token![,]>::parse_terminated_with(&content, parse_one)?.into_iter();
    match name.as_str() {
        "all" => Ok(Predicate::All(parts.collect())),
        "any" => Ok(Predicate::Any(parts.collect())),
        _ => match (parts.next(), parts.next()) {
            (Some(inner), None) => Ok(Predicate::Not(Box::new(inner))),
            _ => Err(content.error("`not` takes one predicate")),
        },
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => f.write_str(name),
            Self::Pair(key, value) => write!(f, "{key} = {value:?}"),
            Self::Literal(value) => write!(f, "{value}"),
            Self::Not(inner) => write!(f, "not({inner})"),
            Self::All(parts) => write_list(f, "all", parts),
            Self::Any(parts) => write_list(f, "any", parts),
            Self::Other(text) => f.write_str(text),
        }
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, name: &str, parts: &[Predicate]) -> fmt::Result {
    let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    write!(f, "{name}({})", parts.join(", "))
}
