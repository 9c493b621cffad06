//! Paths in code and macro calls, and what macro variables make of them.

use std::ops::Range;
use std::rc::Rc;

use proc_macro2::{Delimiter, Span};

use super::import::tree;
use super::names::{Anchor, Written};
use super::opening::repetition;
use super::token::{Token, is_path_separator, span_of, split_commas};
use super::walk::{Context, walk};
use super::{Keyword, MacroCall, PathUse, Role, Scan};

/// Words of the language that are as frequent as names and never one.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "false", "fn", "for", "if", "impl",
    "in", "let", "loop", "match", "move", "mut", "pub", "ref", "return", "static", "struct", "trait", "true", "type",
    "where", "while", "_",
];

pub(super) fn path_use(
    scan: &mut Scan<'_>,
    segments: Vec<String>,
    (anchor, span): (Anchor, Span),
    role: Role,
    context: &Context,
) {
    let written = Written { segments, anchor, module: context.module.clone() };
    scan.paths.push(PathUse { place: context.place(span), written, role, is_public: false });
}

/// Reads `a::b::c`; returns the place after it.
pub(crate) fn segments(tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    while let Some(name) = tokens.get(at).and_then(Token::ident) {
        segments.push(name.to_string());
        at = after_no_arguments(tokens, at + 1);
        if !is_path_separator(tokens, at) || tokens.get(at + 2).is_none_or(|next| next.ident().is_none()) {
            break;
        }
        at += 2;
    }
    (segments, at)
}

/// Passes over the empty brackets in `std::<>::fs`: any segment may have them, and they mean nothing.
fn after_no_arguments(tokens: &[Token], at: usize) -> usize {
    let open = if is_path_separator(tokens, at) { at + 2 } else { at };
    let is_empty = tokens.get(open).is_some_and(|token| token.is_punct('<'))
        && tokens.get(open + 1).is_some_and(|token| token.is_punct('>'));
    if is_empty && is_path_separator(tokens, open + 2) { open + 2 } else { at }
}

/// Those that were names in 2015.
const NEW: &[&str] = &["async", "await", "dyn"];

/// Whether a word is one of the language, so that `impl ::std::fmt::Debug` has a path behind it and not in it.
pub(super) fn is_keyword(scan: &Scan<'_>, token: &Token) -> bool {
    let is_word = |word: &&str| token.is_keyword(word) && !(scan.names.is_old() && NEW.contains(word));
    KEYWORDS.iter().any(is_word)
}

/// A path in code, which may turn out to be a macro call.
pub(super) fn path(
    scan: &mut Scan<'_>,
    tokens: &[Token],
    at: usize,
    anchor: Anchor,
    context: &Context,
    continued: bool,
) -> usize {
    let (names, end) = segments(tokens, at);
    if names.is_empty() || continued {
        return end.max(at);
    }
    let span = span_of(&tokens[at..end]);
    rest_of_path(scan, tokens, at..end, (names, anchor, span), context)
}

pub(super) fn rest_of_path(
    scan: &mut Scan<'_>,
    tokens: &[Token],
    Range { start, end }: Range<usize>,
    (names, anchor, span): (Vec<String>, Anchor, Span),
    context: &Context,
) -> usize {
    if is_path_separator(tokens, end) {
        let next = tokens.get(end + 2);
        if next.is_some_and(|next| next.is_punct('$')) {
            let root = super::names::is_root(&names[0]);
            let anchor = if root { Anchor::Global } else { anchor };
            path_use(scan, names, (anchor, span), Role::BeforeMetavariable, context);
            return end + 2;
        }
        if let Some(inner) = next.and_then(|next| next.group(Delimiter::Brace)) {
            for part in split_commas(inner) {
                tree(scan, part, (anchor, &names), context);
            }
            return end + 3;
        }
        if next.is_some_and(|next| next.is_punct('*')) {
            tree(scan, &tokens[end + 2..end + 3], (anchor, &names), context);
            return end + 3;
        }
    }
    // `if !(a)` is no call of a macro.
    let keyword = names.len() == 1 && end > 0 && is_keyword(scan, &tokens[end - 1]);
    if !keyword
        && tokens.get(end).is_some_and(|token| token.is_punct('!'))
        && let Some(arguments) = tokens.get(end + 1).and_then(Token::any_group)
    {
        let written = Written { segments: names, anchor, module: context.module.clone() };
        let declared = Rc::clone(&context.declared);
        scan.calls.push(MacroCall { place: context.place(span), written, arguments: arguments.to_vec(), declared });
        scan.macro_words(arguments, context);
        walk(scan, arguments, &context.inside_macro());
        return end + 2;
    }
    if let Some(member) = qualified_member(tokens, start, end) {
        let whole = names.iter().cloned().chain([member]).collect();
        path_use(scan, whole, (anchor, span), Role::Mention, context);
    }
    if let Some(method) = method_of_made(tokens, end).filter(|_| names.len() > 1) {
        // `Path::new("x").exists()` is `Path::exists` of what was made.
        let whole = names[..names.len() - 1].iter().cloned().chain([method.to_string()]).collect();
        path_use(scan, whole, (anchor, span), Role::Made, context);
    }
    if names.len() > 1 || !KEYWORDS.contains(&names[0].as_str()) {
        path_use(scan, names, (anchor, span), Role::Mention, context);
    }
    end
}

/// Methods that give a path again.
const AGAIN: &[&str] =
    &["as_path", "as_ref", "clone", "join", "to_owned", "to_path_buf", "with_extension", "with_file_name"];

/// The last `c` of `a::b(…).c(…)`, over methods that give the same again.
fn method_of_made(tokens: &[Token], mut at: usize) -> Option<&str> {
    let mut method = None;
    loop {
        tokens.get(at)?.group(Delimiter::Parenthesis)?;
        let next = tokens.get(at + 1).filter(|dot| dot.is_punct('.')).and_then(|_| tokens.get(at + 2)?.ident());
        match next {
            Some(name) => method = Some(name),
            None => return method,
        }
        if !AGAIN.contains(&method?) {
            return method;
        }
        at += 3;
    }
}

/// The `c` of `<a::b>::c`, which is `a::b::c` where that is no trait's.
pub(super) fn qualified_member(tokens: &[Token], start: usize, end: usize) -> Option<String> {
    let mut before = start.checked_sub(1)?;
    if tokens[before].is_punct(':') {
        before = before.checked_sub(2)?;
    }
    let opens = tokens[before].is_punct('<') && (before == 0 || !tokens[before - 1].is_punct(':'));
    if !opens || !tokens.get(end)?.is_punct('>') || !is_path_separator(tokens, end + 1) {
        return None;
    }
    tokens.get(end + 3)?.ident().map(str::to_string)
}

/// `$crate::a` is a path; `$name` stands for what nobody knows.
pub(super) fn metavariable(scan: &mut Scan<'_>, tokens: &[Token], at: usize, context: &Context) -> usize {
    let Some(name) = tokens.get(at + 1) else { return at + 1 };
    if name.is_keyword("crate") {
        if !is_path_separator(tokens, at + 2) {
            return at + 2;
        }
        let (mut names, end) = segments(tokens, at + 4);
        names.insert(0, "$crate".to_string());
        let span = span_of(&tokens[at + 1..end.max(at + 2)]);
        return rest_of_path(scan, tokens, at..end, (names, Anchor::Local, span), context);
    }
    let length = repetition(&tokens[at..]).map_or(2, |(_, _, length)| length);
    let calls = tokens.get(at + length).is_some_and(|token| token.is_punct('!'))
        && tokens.get(at + length + 1).is_some_and(|token| !token.is_punct('='));
    let given = name.ident().filter(|name| length == 2 && context.declared.contains(*name));
    match (calls, given, tokens.get(at + length + 1).and_then(Token::any_group)) {
        (false, ..) => {}
        // What it may be is seen where the macro is called.
        (true, Some(given), Some(arguments)) => {
            let segments = vec![format!("${given}")];
            let written = Written { segments, anchor: Anchor::Local, module: context.module.clone() };
            let (place, declared) = (context.place(name.span), Rc::clone(&context.declared));
            scan.calls.push(MacroCall { place, written, arguments: arguments.to_vec(), declared });
        }
        (true, ..) => {
            scan.keywords.push(Keyword { place: context.place(name.span), what: Role::CallsMetavariable });
        }
    }
    // Behind a `$` that no argument belongs to, a word is what it is.
    let Some(argument) = name.ident().filter(|name| context.declared.contains(*name)) else { return at + 1 };
    let (mut names, end) = segments(tokens, at + 1);
    if names.len() > 1 {
        names[0] = format!("${argument}");
        scan.names.goes_on_openly = true;
        path_use(scan, names, (Anchor::Local, span_of(&tokens[at..end])), Role::Mention, context);
    }
    at + 2
}
