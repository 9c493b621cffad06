//! S040: a root as a macro's argument.

use proc_macro2::Delimiter;

use crate::rules::{Findings, Subject, items, rule};
use crate::scan::MacroCall;
use crate::scan::names::{Anchor, Written, is_root};
use crate::scan::token::{Token, is_path_separator};

rule! {
    "S040" "macro-root-argument" Error [] "hands the root of a path to a macro"
    explain "A macro can put `std`, `process` and `exit` together from three arguments. No path can then be read in the \
             source, so the root is refused as an argument of a macro that goes on with a path after what it is given."
    by check
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for call in &subject.scan.calls {
        let name = call.written.segments.last().map(String::as_str).unwrap_or_default();
        if subject.scan.opens_paths(name) {
            arguments(subject, call, &call.arguments, findings);
        }
    }
}

/// Looks for a root, or a module with things that need a grant, that stands alone among a macro's arguments.
fn arguments(subject: &Subject<'_>, call: &MacroCall, tokens: &[Token], findings: &mut Findings<'_>) {
    for (at, token) in tokens.iter().enumerate() {
        if let Some(inner) = token.group(Delimiter::Parenthesis).or_else(|| token.any_group()) {
            arguments(subject, call, inner, findings);
        }
        let Some(name) = token.ident() else { continue };
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        // A lifetime and an argument are one word with their sign.
        let joined = before.is_some_and(|token| token.is_punct('\'') || token.is_punct('$'));
        if joined || is_path_separator(tokens, at + 1) {
            continue;
        }
        if is_root(name) || leads_on(subject, call, name) {
            let message = format!("hands `{name}` to the macro `{}!`", call.written.segments.join("::"));
            findings.report(&RULE, subject.scan.span(&call.place), message);
        }
    }
}

fn leads_on(subject: &Subject<'_>, call: &MacroCall, name: &str) -> bool {
    let names = &subject.scan.names;
    let module = &call.place.module;
    let written = Written { segments: vec![name.to_string()], anchor: Anchor::Local, module: module.clone() };
    // What an import of one module brought in is judged by the rules for items.
    let is_bound = names.is_bound(module, name) || names.is_under_root_glob(module);
    let here = names.meanings(&written).into_iter().filter(|_| is_bound);
    here.chain(names.meanings_anywhere(name)).any(|meaning| meaning.path.len() <= 2 && items::opens_more(&meaning.path))
}
