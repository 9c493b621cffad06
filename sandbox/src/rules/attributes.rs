//! Attributes: those that a plugin may carry. The compiler acts on attributes before any function runs, so that there
//! is a list of the harmless ones.

use plugwright_analyzer::Severity;
use proc_macro2::Delimiter;

use crate::Capability;

use super::{Findings, Rule, Subject, rule};
use crate::scan::Attribute;
use crate::scan::names::{Anchor, Written};
use crate::scan::token::{Token, split_commas};

rule! {
    /// `#[no_mangle]`, `#[link_section]` and their like.
    SYMBOL = "S011" "symbol-attribute" Error [Ffi] "gives something a plain symbol, or a place that the linker acts on"
    explain "A plain symbol can take the place of a function that another part of the process calls. A function in \
             `.init_array` runs when the library is loaded; a naked function is any machine code.";
    /// `#[link]`.
    LINK = "S013" "link-attribute" Error [Ffi] "links a foreign library"
    explain "A foreign library is code that nobody has checked.";
    /// Everything else that is not known.
    NOT_ALLOWED = "S016" "attribute-not-allowed" Error [ProcMacro] "carries an attribute that is not on the list"
    explain "An unknown attribute may be a procedural macro, which runs while the plugin is built. The allocator, the \
             panic handler, the crate's type and the compiler's unstable features are the host's to choose, whatever is \
             granted.";
    /// `#[$meta]`.
    METAVARIABLE = "S044" "macro-attribute-argument" Error [] "hands an attribute to a macro"
    explain "`#[$meta]` becomes whatever the macro is called with.";
}

/// Attributes without effects outside of the crate.
const HARMLESS: &[&str] = &[
    "allow",
    "automatically_derived",
    "bench",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "derive",
    "diagnostic",
    "doc",
    "expect",
    "forbid",
    "ignore",
    "inline",
    "macro_export",
    "macro_use",
    "must_use",
    "no_implicit_prelude",
    "no_std",
    "non_exhaustive",
    "path",
    "repr",
    "should_panic",
    "test",
    "track_caller",
    "type_length_limit",
    "warn",
    "default",
    "rustfmt_skip",
    "crate_name",
    "optimize",
    "coverage",
    "crate_id",
    "license",
    "const_eval_limit",
];

/// Tools whose attributes the compiler passes over.
const TOOLS: &[&str] = &["clippy", "rustfmt", "diagnostic", "miri", "rust_analyzer", "rustdoc"];

const SYMBOLS: &[&str] = &["no_mangle", "export_name", "linkage"];
const PLACEMENTS: &[&str] =
    &["link_section", "naked", "used", "ffi_const", "ffi_pure", "target_feature", "instruction_set", "no_sanitize"];
const LINKS: &[&str] = &["link", "link_name", "link_ordinal", "link_args", "no_link"];
const DENIALS: &[&str] = &[
    "global_allocator",
    "alloc_error_handler",
    "panic_handler",
    "panic_runtime",
    "needs_panic_runtime",
    "crate_type",
    "no_main",
    "no_core",
    "no_builtins",
    "feature",
    "debugger_visualizer",
    "windows_subsystem",
    "lang",
    "start",
    "main",
    "needs_allocator",
    "default_lib_allocator",
    "compiler_builtins",
    "plugin",
    "plugin_registrar",
    "rustc_builtin_macro",
    "proc_macro",
    "proc_macro_derive",
    "proc_macro_attribute",
    "allow_internal_unsafe",
    "allow_internal_unstable",
    "no_start",
    "thread_local",
    "unwind",
    "register_tool",
    "test_runner",
    "reexport_test_harness_main",
    "custom_test_frameworks",
    "recursion_limit",
];

/// Derives of the standard library.
const DERIVES: &[&str] = &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for attribute in &subject.scan.attributes {
        if let Some(refusal) = judge(subject, attribute) {
            let span = subject.scan.span(&attribute.place);
            findings.report_unless(refusal.rule, refusal.lifted_by, span, refusal.message);
        }
    }
    // `#[$meta]` takes the name from the macro's arguments, where it is a loose word.
    for (place, word) in &subject.scan.loose {
        let (rule, lifted_by) = match word.as_str() {
            "no_mangle" | "export_name" => (&SYMBOL, SYMBOL.lifted_by),
            "link_section" | "naked" => (&SYMBOL, UNSAFE),
            "link_name" => (&LINK, LINK.lifted_by),
            "global_allocator" | "panic_handler" | "debugger_visualizer" => (&NOT_ALLOWED, NOTHING),
            _ => continue,
        };
        let message = format!("hands the attribute `{word}` to a macro");
        findings.report_unless(rule, lifted_by, subject.scan.span(place), message.clone());
        findings.report_unless(&METAVARIABLE, lifted_by, subject.scan.span(place), message);
    }
}

/// Why an attribute is refused.
struct Refusal {
    rule: &'static Rule,
    lifted_by: &'static [Capability],
    message: String,
}

const UNSAFE: &[Capability] = &[Capability::Unsafe];
const NOTHING: &[Capability] = &[];

fn judge(subject: &Subject<'_>, attribute: &Attribute) -> Option<Refusal> {
    let shown = attribute.names.join("::");
    let (name, sub) = (attribute.names.first()?.as_str(), attribute.names.len() > 1);
    let refuse = |rule: &'static Rule, lifted_by: &'static [Capability]| {
        Some(Refusal { rule, lifted_by, message: format!("carries the attribute `{shown}`") })
    };
    if sub {
        let written = Written {
            segments: attribute.names.clone(),
            anchor: Anchor::Local,
            module: attribute.place.module.clone(),
        };
        let standard = !subject.scan.names.meanings(&written).is_empty();
        return match attribute.names.last().map(String::as_str) {
            _ if TOOLS.contains(&name) => None,
            Some("derive") if standard => derive(subject, attribute),
            Some("test" | "cfg_eval" | "automatically_derived") if standard => None,
            _ => refuse(&NOT_ALLOWED, NOT_ALLOWED.lifted_by),
        };
    }
    match name {
        "derive" => derive(subject, attribute),
        "crate_type" if is_plain_library(attribute) => None,
        "recursion_limit" if !too_deep(attribute) => None,
        _ if HARMLESS.contains(&name) => None,
        _ if SYMBOLS.contains(&name) => refuse(&SYMBOL, SYMBOL.lifted_by),
        _ if PLACEMENTS.contains(&name) => refuse(&SYMBOL, UNSAFE),
        _ if LINKS.contains(&name) => refuse(&LINK, LINK.lifted_by),
        _ if DENIALS.contains(&name) || name.starts_with("rustc_") => refuse(&NOT_ALLOWED, NOTHING),
        // A macro reads attributes as it likes; what it gives to the compiler stands in one of the lists above or comes
        // from another crate.
        _ if attribute.place.in_macro => None,
        _ => refuse(&NOT_ALLOWED, NOT_ALLOWED.lifted_by),
    }
}

fn is_plain_library(attribute: &Attribute) -> bool {
    attribute.tokens.get(2).and_then(Token::string).is_some_and(|kind| kind == "lib" || kind == "rlib")
}

fn derive(subject: &Subject<'_>, attribute: &Attribute) -> Option<Refusal> {
    let arguments = attribute.tokens.last()?.group(Delimiter::Parenthesis)?;
    let unknown = split_commas(arguments).find_map(|part| {
        let segments: Vec<String> = part.iter().filter_map(Token::ident).map(str::to_string).collect();
        let last = segments.last()?;
        let alone = segments.len() == 1 && DERIVES.contains(&last.as_str());
        let written =
            Written { segments: segments.clone(), anchor: Anchor::Local, module: attribute.place.module.clone() };
        let known = alone || !subject.scan.names.meanings(&written).is_empty() || part[0].is_punct('$');
        (!known).then(|| segments.join("::"))
    })?;
    let message = format!("derives `{unknown}`, which is not of the standard library");
    Some(Refusal { rule: &NOT_ALLOWED, lifted_by: NOT_ALLOWED.lifted_by, message })
}

fn too_deep(attribute: &Attribute) -> bool {
    let limit = attribute.tokens.iter().find_map(Token::string);
    limit.and_then(|limit| limit.parse::<u32>().ok()).is_none_or(|limit| limit > 512)
}
