//! `use`, `extern crate` and `type`: the ways in which names get other names.

use proc_macro2::Delimiter;

use super::names::{Anchor, Written, is_root};
use super::opening::repetition;
use super::path::{metavariable, path_use, segments};
use super::token::{Token, is_path_separator, split_commas};
use super::walk::{Context, walk};
use super::{ForeignCrate, Role, Scan};

/// An import has a handful of tokens outside of its brackets. Where none ends for so long, what follows is read as code: one
/// import within another is followed on the stack.
const LONGEST: usize = 1_000;

/// An alias may have parameters; one that is longer is refused.
const LONGEST_ALIAS: usize = 10_000;

/// `use a::{b, c as d};`
pub(super) fn import(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let rest = &tokens[at + 1..];
    let first = &rest[..rest.len().min(LONGEST)];
    let semicolon = first.iter().position(|token| token.is_punct(';'));
    let end = semicolon.unwrap_or(first.len());
    let global = is_path_separator(rest, 0);
    let anchor = if global { Anchor::Global } else { Anchor::Import };
    scan.names.renames_openly |= has_argument(&rest[..end]);
    let first = scan.paths.len();
    tree(scan, &rest[if global { 2 } else { 0 }..end], (anchor, &[]), context);
    let before = tokens[..at].iter().rev().find(|token| token.any_group().is_none());
    if before.is_some_and(|token| token.is_keyword("pub")) {
        scan.paths[first..].iter_mut().for_each(|used| used.is_public = true);
    }
    at + 1 + end + usize::from(semicolon.is_some())
}

/// Whether a macro's argument stands anywhere among the tokens.
fn has_argument(tokens: &[Token]) -> bool {
    let is_argument = |two: &[Token]| two[0].is_punct('$') && !two[1].is_keyword("crate");
    tokens.windows(2).any(is_argument) || tokens.iter().filter_map(Token::any_group).any(has_argument)
}

/// Whether everything of something is imported. The sign that repeats is another.
fn has_star(mut tokens: &[Token]) -> bool {
    while let Some((token, rest)) = tokens.split_first() {
        let repeated = repetition(tokens);
        let inner = repeated.map(|(body, ..)| body).or_else(|| token.any_group());
        if token.is_punct('*') || inner.is_some_and(has_star) {
            return true;
        }
        tokens = repeated.map_or(rest, |(_, _, length)| &tokens[length..]);
    }
    false
}

/// One branch of a `use`, below the segments of `prefix`.
pub(super) fn tree(scan: &mut Scan<'_>, branch: &[Token], (anchor, prefix): (Anchor, &[String]), context: &Context) {
    let (mut path, mut at) = (prefix.to_vec(), 0);
    let mut anchor = anchor;
    if prefix.is_empty() && is_path_separator(branch, 0) {
        (anchor, at) = (Anchor::Global, 2);
    }
    let Some(first) = branch.get(at) else { return };
    let mut span = first.span;
    while let Some(token) = branch.get(at) {
        if let Some(name) = token.ident() {
            path.push(name.to_string());
            span = span.join(token.span).unwrap_or(span);
            at += 1;
        } else if token.is_punct('$') {
            // Everything of what nobody knows.
            if has_star(branch) {
                let target = Written { segments: vec!["$".to_string()], anchor, module: context.module.clone() };
                let place = scan.show(context, span);
                scan.names.bind_all(target, place, context.in_macro);
            }
            let next = metavariable(scan, branch, at, context);
            let is_word = next == at + 1;
            at = next;
            if path.is_empty() && branch.get(at - 1).is_some_and(|token| token.is_keyword("crate")) {
                path.push("$crate".to_string());
            } else if !path.is_empty() {
                path_use(scan, path, (anchor, span), Role::BeforeMetavariable, context);
                return walk(scan, &branch[at..], context);
            } else if is_word {
                continue;
            } else {
                return walk(scan, &branch[at..], context);
            }
        } else if let Some(inner) = token.group(Delimiter::Brace) {
            for part in split_commas(inner) {
                tree(scan, part, (anchor, &path), context);
            }
            return walk(scan, &branch[at + 1..], context);
        } else if token.is_punct('*') {
            let target = Written { segments: path.clone(), anchor, module: context.module.clone() };
            let place = scan.show(context, span);
            scan.names.bind_all(target, place, context.in_macro);
            path_use(scan, path, (anchor, span), Role::Glob, context);
            return walk(scan, &branch[at + 1..], context);
        } else {
            break;
        }
        if is_path_separator(branch, at) {
            at += 2;
        } else {
            break;
        }
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let renamed = branch.get(at).is_some_and(|token| token.is_keyword("as"));
    // In a macro something else may follow.
    walk(scan, branch.get(at + if renamed { 2 } else { 0 }..).unwrap_or_default(), context);
    let Some(last) = path.last().cloned() else { return };
    if renamed && branch.get(at + 1).is_some_and(|name| name.is_punct('$')) {
        return path_use(scan, path, (anchor, span), Role::NamedByMetavariable, context);
    }
    let bound = match branch.get(at + 1).and_then(Token::ident).filter(|_| renamed) {
        Some(name) => name.to_string(),
        None => last,
    };
    let itself = path.len() == 1 && path[0] == bound && (context.module.is_empty() || !scan.names.is_old());
    if bound != "_" && !itself {
        let target = Written { segments: path.clone(), anchor, module: context.module.clone() };
        let place = format!("the import at {}", scan.show(context, span));
        scan.names.bind(&bound, target, place, context.in_macro);
    }
    path_use(scan, path, (anchor, span), Role::Import { bound }, context);
}

pub(super) fn foreign_crate(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let Some(name) = tokens.get(at + 2).and_then(Token::ident) else { return at + 2 };
    let renamed = tokens.get(at + 3).is_some_and(|token| token.is_keyword("as"));
    if renamed && tokens.get(at + 4).is_some_and(|bound| bound.is_punct('$')) {
        let whole = (Anchor::Global, tokens[at + 2].span);
        path_use(scan, vec![name.to_string()], whole, Role::NamedByMetavariable, context);
        return context.behind(at + 2);
    }
    let bound = if renamed { tokens.get(at + 4).and_then(Token::ident).unwrap_or(name) } else { name };
    let place = context.place(tokens[at + 2].span);
    scan.crates.push(ForeignCrate { place, name: name.to_string(), bound: bound.to_string() });
    let start = match name {
        "self" => Some(("crate", Anchor::Local)),
        root if is_root(root) => Some((root, Anchor::Global)),
        _ => None,
    };
    if let Some((start, anchor)) = start.filter(|_| bound != "_") {
        let target = Written { segments: vec![start.to_string()], anchor, module: context.module.clone() };
        let place = format!("the `extern crate` at {}", scan.show(context, tokens[at].span));
        scan.names.bind(bound, target, place, context.in_macro);
        if context.module.is_empty() {
            scan.names.see_everywhere(bound);
        }
    }
    if renamed && !context.in_macro { at + 5 } else { context.behind(at + 2) }
}

/// `type A = b::C;` makes `A` another way to write `b::C`. What stands behind any `=` counts, as parameters have them too.
pub(super) fn alias(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) {
    let rest = &tokens[at..];
    let first = &rest[..rest.len().min(LONGEST_ALIAS)];
    let end = first.iter().position(|token| token.is_punct(';'));
    if end.is_none() && first.len() < rest.len() {
        scan.refuse(context, rest[0].span);
    }
    let whole = &rest[..end.unwrap_or(first.len())];
    for equals in (0..whole.len()).filter(|equals| whole[*equals].is_punct('=')) {
        let global = is_path_separator(whole, equals + 1);
        let (segments, _) = segments(whole, equals + 1 + if global { 2 } else { 0 });
        if segments.is_empty() {
            continue;
        }
        let anchor = if global { Anchor::Global } else { Anchor::Local };
        let span = rest[1].span;
        match rest[1].ident() {
            Some(name) => {
                let target = Written { segments, anchor, module: context.module.clone() };
                let place = format!("the alias at {}", scan.show(context, span));
                scan.names.bind(name, target, place, context.in_macro);
            }
            None => path_use(scan, segments, (anchor, span), Role::NamedByMetavariable, context),
        }
    }
}
