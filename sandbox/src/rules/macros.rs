//! Macro calls: which macro of the standard library is meant, if any.

use std::collections::BTreeSet;

use super::Subject;
use crate::scan::MacroCall;
use crate::scan::token::Token;

/// Macros of the standard library without effects of their own; those with a rule are judged before.
const BUILTIN: &[&str] = &[
    "addr_of",
    "addr_of_mut",
    "assert",
    "assert_eq",
    "assert_matches",
    "assert_ne",
    "cfg",
    "cfg_select",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_matches",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "is_aarch64_feature_detected",
    "is_x86_feature_detected",
    "join",
    "line",
    "macro_rules",
    "matches",
    "module_path",
    "offset_of",
    "panic",
    "pin",
    "print",
    "println",
    "ready",
    "stringify",
    "thread_local",
    "todo",
    "try",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
    "const_format_args",
    "asm",
    "global_asm",
    "naked_asm",
    "llvm_asm",
    "include",
    "include_str",
    "include_bytes",
    "env",
    "option_env",
];

pub(crate) fn is_builtin(name: &str) -> bool {
    BUILTIN.contains(&name)
}

/// Every call that may mean a macro of the standard library, with that macro's name.
pub(crate) fn builtin_calls<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = (&'s MacroCall, String)> {
    subject.scan.calls.iter().flat_map(|call| {
        let names = builtin_names(subject, call, is_own(subject, call));
        names.into_iter().map(move |name| (call, name))
    })
}

/// Whether a macro of the crate's may be meant.
pub(crate) fn is_own(subject: &Subject<'_>, call: &MacroCall) -> bool {
    let segments = &call.written.segments;
    let last = segments.last().map(String::as_str).unwrap_or_default();
    subject.scan.names.macros.contains(last)
        || segments.len() == 1 && subject.scan.names.is_bound(&call.place.module, last)
        || matches!(segments[0].as_str(), "crate" | "$crate" | "self" | "super")
}

/// The macros of the standard library that may be meant.
pub(crate) fn builtin_names(subject: &Subject<'_>, call: &MacroCall, own: bool) -> Vec<String> {
    let segments = &call.written.segments;
    let meanings = subject.scan.names.meanings(&call.written);
    let mut names: Vec<String> =
        meanings.iter().filter_map(|meaning| meaning.path.last().cloned()).filter(|name| is_builtin(name)).collect();
    if let [name] = segments.as_slice()
        && is_builtin(name)
        && (!own || has_builtin_shape(call))
    {
        names.push(name.clone());
    }
    names.sort();
    names.dedup();
    names
}

/// Whether the arguments may be what `include_str!` and `env!` take, a text or a macro that makes one, so that a macro of
/// the crate's with such a name is no cover for them. What is not in every crate's reach has no cover to begin with.
fn has_builtin_shape(call: &MacroCall) -> bool {
    let by_text = matches!(
        call.written.segments.last().map(String::as_str),
        Some("include" | "include_str" | "include_bytes" | "env" | "option_env")
    );
    let Some(first) = call.arguments.first().filter(|_| by_text) else { return false };
    let after_path = call.arguments.iter().find(|token| token.ident().is_none() && !token.is_punct(':'));
    first.string().is_some()
        || first.any_group().is_some()
        || first.is_punct('$')
        || first.ident().is_some() && after_path.is_some_and(|next| next.is_punct('!'))
}

/// The last parts of all paths that the crate embeds.
pub(crate) fn embedded_names(subject: &Subject<'_>) -> BTreeSet<String> {
    let embeds = |call: &&MacroCall| {
        let names = builtin_names(subject, call, is_own(subject, call));
        names.iter().any(|name| name.starts_with("include"))
    };
    let literals =
        subject.scan.calls.iter().filter(embeds).flat_map(|call| call.arguments.iter().filter_map(Token::string));
    literals.filter_map(|path| path.rsplit('/').next().map(str::to_string)).collect()
}
