//! Macros: what the built-in ones read and embed, and how macros could put a path together.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use plugwright_analyzer::{FileKind, Severity};
use proc_macro2::Delimiter;

use super::{Findings, Subject, api, rule};
use crate::scan::names::{Anchor, Written, is_root};
use crate::scan::token::{Token, is_path_separator};
use crate::scan::{MacroCall, Role};

rule! {
    /// `asm!` and its like.
    ASSEMBLY = "S015" "assembly" Error [Unsafe] "contains assembly"
    explain "Assembly does anything, and `global_asm!` does it without being called.";
    /// A root as an argument.
    ROOT_ARGUMENT = "S040" "macro-root-argument" Error [] "hands the root of a path to a macro"
    explain "A macro can put `std`, `process` and `exit` together from three arguments. No path can then be read in the \
             source, so the root is refused as an argument.";
    /// `std::$name`.
    METAVARIABLE = "S041" "macro-metavariable-after-root" Error [] "a macro goes on with a path of the standard library"
    explain "`std::$m::$f` can become any item.";
    /// `$name!()`.
    CALLED_METAVARIABLE = "S042" "macro-called-by-metavariable" Error [] "a macro calls a macro that it was given"
    explain "`$m!(…)` can become any macro, such as `include_bytes!`.";
    /// A macro of nobody knows where.
    UNKNOWN = "S043" "unknown-macro" Error [Dependencies] "calls a macro that the crate does not define"
    explain "A macro of another crate can expand to anything, and the compiler does not apply its lints to that.";
    /// `include!` and its like.
    INCLUDE = "S050" "include-macro" Error [Fs, BuildScript] "embeds a file other than one of the crate's own"
    explain "`include_str!` with a literal relative path to a regular file of the crate is free; anything else embeds \
             files of the building machine in the plugin. A build script may have written one.";
    /// `env!`.
    ENV = "S051" "env-macro" Error [Env, BuildScript] "embeds an environment variable of the build"
    explain "Only `CARGO_PKG_…` is free, whose values come from the plugin's manifest.";
}

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

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for call in &subject.scan.calls {
        let own = is_own(subject, call);
        let names = builtin_names(subject, call, own);
        for name in &names {
            builtin(subject, call, name, findings);
        }
        if names.is_empty() && !own {
            let message = format!("calls `{}!`, which the crate does not define", call.written.segments.join("::"));
            findings.report(&UNKNOWN, subject.scan.span(&call.place), message);
        }
        if own || names.is_empty() {
            arguments(subject, call, &call.arguments, findings);
        }
    }
    for used in subject.scan.paths.iter().filter(|used| used.role == Role::BeforeMetavariable) {
        if subject.scan.names.meanings(&used.written).iter().any(|meaning| api::opens_more(&meaning.path)) {
            let message = format!("a macro puts its argument after `{}::`", used.written.segments.join("::"));
            findings.report(&METAVARIABLE, subject.scan.span(&used.place), message);
        }
    }
    for keyword in &subject.scan.keywords {
        let (rule, message) = match keyword.what {
            Role::CallsMetavariable => (&CALLED_METAVARIABLE, "a macro calls its argument as a macro"),
            Role::OpenRoot => (&METAVARIABLE, "a macro puts its argument after the root of a path"),
            _ => continue,
        };
        findings.report(rule, subject.scan.span(&keyword.place), message.to_string());
    }
}

/// Whether a macro of the crate's may be meant.
fn is_own(subject: &Subject<'_>, call: &MacroCall) -> bool {
    let segments = &call.written.segments;
    let last = segments.last().map(String::as_str).unwrap_or_default();
    subject.scan.names.macros.contains(last)
        || segments.len() == 1 && subject.scan.names.is_bound(&call.place.module, last)
        || matches!(segments[0].as_str(), "crate" | "$crate" | "self" | "super")
}

/// The macros of the standard library that may be meant.
fn builtin_names(subject: &Subject<'_>, call: &MacroCall, own: bool) -> Vec<String> {
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

/// Whether the arguments are what `include_str!` and `env!` take, so that a macro of the crate's with such a name is no
/// cover for them.
fn has_builtin_shape(call: &MacroCall) -> bool {
    call.arguments.first().is_some_and(|first| first.string().is_some() || first.is_keyword("concat"))
}

fn builtin(subject: &Subject<'_>, call: &MacroCall, name: &str, findings: &mut Findings<'_>) {
    let span = || subject.scan.span(&call.place);
    match name {
        "asm" | "global_asm" | "naked_asm" | "llvm_asm" => {
            findings.report(&ASSEMBLY, span(), format!("contains assembly, in `{name}!`"));
        }
        "include" => {
            findings.report(&INCLUDE, span(), "`include!` takes code from elsewhere".to_string());
        }
        "include_str" | "include_bytes" => {
            if let Err(why) = embedded(subject, call) {
                findings.report(&INCLUDE, span(), format!("`{name}!` {why}"));
            }
        }
        "env" | "option_env" => {
            let named = call.arguments.first().and_then(Token::string);
            if !named.as_ref().is_some_and(|name| name.starts_with("CARGO_PKG_")) {
                let what =
                    named.map_or_else(|| "a variable that is no literal".to_string(), |name| format!("`{name}`"));
                findings.report(&ENV, span(), format!("`{name}!` reads {what} while the plugin is built"));
            }
        }
        _ => {}
    }
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

/// Whether a file is embedded that may be.
fn embedded(subject: &Subject<'_>, call: &MacroCall) -> Result<(), String> {
    let literal = match call.arguments.as_slice() {
        [literal] => literal.string(),
        [literal, comma] if comma.is_punct(',') => literal.string(),
        _ => None,
    };
    let Some(literal) = literal else { return Err("takes a path that is no literal".to_string()) };
    let here = subject.scan.file_of(&call.place);
    let Some(target) = below(here, &literal) else {
        return Err(format!("embeds `{literal}`, which is outside of the crate"));
    };
    // Where a macro is called decides what its paths are relative to.
    if call.place.in_macro && subject.scan.files().any(|file| below(file, &literal).is_none()) {
        return Err(format!("embeds `{literal}`, which is outside of the crate from where the macro may be called"));
    }
    let sources = subject.krate.sources;
    let regular = sources.find(&target).is_some_and(|id| sources.file(id).kind == FileKind::Regular);
    if regular || call.place.in_macro {
        return Ok(());
    }
    Err(format!("embeds `{literal}`, which is no regular file of the crate"))
}

/// The path that `relative` means in the folder of `file`, if it stays inside the crate.
pub(crate) fn below(file: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    if relative.contains('\\') || relative.contains(':') {
        return None;
    }
    for component in Path::new(relative).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::Normal(name) => parts.push(name.to_str()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// Looks for a root, or a module with things that need a grant, that stands alone among a macro's arguments.
fn arguments(subject: &Subject<'_>, call: &MacroCall, tokens: &[Token], findings: &mut Findings<'_>) {
    for (at, token) in tokens.iter().enumerate() {
        if let Some(inner) = token.group(Delimiter::Parenthesis).or_else(|| token.any_group()) {
            arguments(subject, call, inner, findings);
        }
        let Some(name) = token.ident() else { continue };
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let joined = before.is_some_and(|token| ['.', '\'', ':', '$'].iter().any(|sign| token.is_punct(*sign)));
        let named = tokens.get(at + 1).is_some_and(|next| next.is_punct(':')) && !is_path_separator(tokens, at + 1);
        if joined || named || is_path_separator(tokens, at + 1) {
            continue;
        }
        if is_root(name) || leads_on(subject, call, name) {
            let message = format!("hands `{name}` to the macro `{}!`", call.written.segments.join("::"));
            findings.report(&ROOT_ARGUMENT, subject.scan.span(&call.place), message);
        }
    }
}

fn leads_on(subject: &Subject<'_>, call: &MacroCall, name: &str) -> bool {
    let written =
        Written { segments: vec![name.to_string()], anchor: Anchor::Local, module: call.place.module.clone() };
    // What an import of the whole module brought in is judged by the rules for items.
    subject.scan.names.meanings(&written).iter().any(|meaning| {
        meaning.path.len() <= 2
            && api::opens_more(&meaning.path)
            && subject.scan.names.is_bound(&call.place.module, name)
    })
}
