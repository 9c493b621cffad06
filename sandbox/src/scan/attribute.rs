//! Attributes, and what conditions leave out.

use proc_macro2::Delimiter;

use super::condition::end_of_item;
use super::path::segments;
use super::token::{Token, is_path_separator, span_of, split_commas};
use super::walk::{Context, walk};
use super::{Attribute, Conditional, Keyword, Role, Scan};

pub(super) fn attribute(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let inner = tokens.get(at + 1).is_some_and(|token| token.is_punct('!'));
    let group_at = at + 1 + usize::from(inner);
    let Some(body) = tokens.get(group_at).and_then(|token| token.group(Delimiter::Bracket)) else { return at + 1 };
    // A macro may leave its attributes out, so conditions count in plain code only.
    if !context.in_macro && body.first().is_some_and(|name| name.is_keyword("cfg")) {
        let predicate = body.get(1).and_then(Token::any_group).unwrap_or_default();
        if scan.conditions.is_never(predicate) {
            if inner {
                return tokens.len();
            }
            if let Some(end) = end_of_item(tokens, at, group_at + 1) {
                scan.note_words(&tokens[group_at + 1..end.min(tokens.len())]);
                return end;
            }
        }
        let end = if inner { Some(tokens.len()) } else { end_of_item(tokens, at, group_at + 1) };
        if let Some(item) = end.and_then(|end| tokens.get(group_at + 1..end)).filter(|item| !item.is_empty()) {
            let place = context.place(span_of(&tokens[at..=group_at]));
            scan.conditional.push(Conditional { place, item: span_of(item) });
        }
    }
    let is_test =
        !context.in_macro && scan.conditions.leaves_tests_out && body.len() == 1 && body[0].is_keyword("test");
    if is_test && let Some(end) = end_of_item(tokens, at, group_at + 1) {
        scan.note_words(&tokens[group_at + 1..end.min(tokens.len())]);
        return end;
    }
    meta(scan, body, context);
    // To a macro it may be no attribute.
    if context.in_macro {
        walk(scan, body, context);
    }
    group_at + 1
}

/// One attribute, or those that a `cfg_attr` holds.
pub(super) fn meta(scan: &mut Scan<'_>, body: &[Token], context: &Context) {
    if body.first().is_some_and(|token| token.is_punct('$')) {
        return;
    }
    let (names, end) = segments(body, if is_path_separator(body, 0) { 2 } else { 0 });
    let Some(first) = body.first() else { return };
    let span = span_of(&body[..end.clamp(1, body.len())]);
    let arguments = body.get(end).and_then(Token::any_group).unwrap_or_default();
    match names.first().map(String::as_str) {
        Some("cfg_attr") => {
            let mut parts = split_commas(arguments);
            let predicate = parts.next().unwrap_or_default();
            let (never, scripted) = (scan.conditions.is_never(predicate), scan.conditions.is_scripted(predicate));
            if context.in_macro {
                parts.for_each(|part| meta(scan, part, context));
            } else if !never {
                // `cfg_attr(docsrs, feature(doc_cfg))`, where a script that is granted could set the flag.
                let is_harmless = |part: &&[Token]| scripted && is_feature_of_docs(part);
                parts.filter(|part| !is_harmless(part)).for_each(|part| meta(scan, part, context));
            }
        }
        Some("unsafe") => {
            scan.keywords.push(Keyword { place: context.place(first.span), what: Role::Unsafe });
            meta(scan, arguments, context);
        }
        Some("cfg") => {}
        Some("doc") if body.get(1).is_some_and(|token| token.is_punct('=')) => {
            values(scan, &body[end..], context, context);
        }
        _ => {
            scan.attributes.push(Attribute { place: context.place(span), names, tokens: body.to_vec() });
            values(scan, body.get(end..).unwrap_or_default(), context, &context.inside_macro());
        }
    }
}

/// Whether it is a `feature(…)` that changes nothing but documentation, as the names of such begin with `doc_`.
fn is_feature_of_docs(part: &[Token]) -> bool {
    let [name, features] = part else { return false };
    let of_docs = |token: &Token| token.is_punct(',') || token.ident().is_some_and(|name| name.starts_with("doc_"));
    name.is_keyword("feature") && features.any_group().is_some_and(|features| features.iter().all(of_docs))
}

/// The arguments hold paths and macro calls of their own. In a macro they are read with the whole attribute.
fn values(scan: &mut Scan<'_>, tokens: &[Token], around: &Context, inside: &Context) {
    if !around.in_macro {
        walk(scan, tokens, inside);
    }
}
