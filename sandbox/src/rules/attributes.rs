//! Attributes: those that a plugin may carry. The compiler acts on attributes before any function runs, so that there
//! is a list of the harmless ones.

use plugwright_analyzer::Severity;
use proc_macro2::Delimiter;

use super::{Findings, Rule, Subject, rule};
use crate::scan::Attribute;
use crate::scan::names::{Anchor, Written};
use crate::scan::token::{Token, split_commas};

rule! {
    /// `#[no_mangle]` and its like.
    SYMBOL = "S011" "symbol-attribute" Error [Ffi] "gives something a plain symbol"
    explain "A plain symbol can take the place of a function that another part of the process calls.";
    /// Sections and bare functions.
    PLACEMENT = "S017" "placement-attribute" Error [Unsafe] "places code or data where the linker or loader acts on it"
    explain "A function in `.init_array` runs when the library is loaded; a naked function is any machine code.";
    /// `#[link]`.
    LINK = "S013" "link-attribute" Error [Ffi] "links a foreign library"
    explain "A foreign library is code that nobody has checked.";
    /// Everything else that is not known.
    NOT_ALLOWED = "S016" "attribute-not-allowed" Error [ProcMacro] "carries an attribute that is not on the list"
    explain "An unknown attribute may be a procedural macro, which runs while the plugin is built, or a new attribute of \
             the compiler's.";
    /// Attributes that no grant allows.
    DENIED = "S018" "attribute-denied" Error [] "carries an attribute that changes how the whole crate is compiled"
    explain "The allocator, the panic handler, the crate's type and the compiler's unstable features are the host's to choose.";
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
];

/// Derives of the standard library.
const DERIVES: &[&str] = &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for attribute in &subject.scan.attributes {
        if let Some((rule, message)) = judge(subject, attribute) {
            findings.report(rule, subject.scan.span(&attribute.place), message);
        }
    }
    // `#[$meta]` takes the name from the macro's arguments, where it is a loose word.
    for (place, word) in &subject.scan.loose {
        let rule = match word.as_str() {
            "no_mangle" | "export_name" => &SYMBOL,
            "link_section" | "naked" => &PLACEMENT,
            "link_name" => &LINK,
            "global_allocator" | "panic_handler" | "debugger_visualizer" => &DENIED,
            _ => continue,
        };
        findings.report(rule, subject.scan.span(place), format!("hands the attribute `{word}` to a macro"));
    }
}

fn judge(subject: &Subject<'_>, attribute: &Attribute) -> Option<(&'static Rule, String)> {
    let shown = attribute.names.join("::");
    let (name, sub) = (attribute.names.first()?.as_str(), attribute.names.len() > 1);
    let carries = |rule: &'static Rule| Some((rule, format!("carries the attribute `{shown}`")));
    if sub {
        return if TOOLS.contains(&name) { None } else { carries(&NOT_ALLOWED) };
    }
    match name {
        "derive" => derive(subject, attribute),
        "recursion_limit" => too_deep(attribute).then(|| (&DENIED, "asks for a recursion limit above 512".to_string())),
        _ if HARMLESS.contains(&name) => None,
        _ if SYMBOLS.contains(&name) => carries(&SYMBOL),
        _ if PLACEMENTS.contains(&name) => carries(&PLACEMENT),
        _ if LINKS.contains(&name) => carries(&LINK),
        _ if DENIALS.contains(&name) || name.starts_with("rustc_") => carries(&DENIED),
        _ => carries(&NOT_ALLOWED),
    }
}

fn derive(subject: &Subject<'_>, attribute: &Attribute) -> Option<(&'static Rule, String)> {
    let arguments = attribute.tokens.get(1)?.group(Delimiter::Parenthesis)?;
    let unknown = split_commas(arguments).find_map(|part| {
        let segments: Vec<String> = part.iter().filter_map(Token::ident).map(str::to_string).collect();
        let last = segments.last()?;
        let alone = segments.len() == 1 && DERIVES.contains(&last.as_str());
        let written =
            Written { segments: segments.clone(), anchor: Anchor::Local, module: attribute.place.module.clone() };
        let known = alone || !subject.scan.names.meanings(&written).is_empty() || part[0].is_punct('$');
        (!known).then(|| segments.join("::"))
    })?;
    Some((&NOT_ALLOWED, format!("derives `{unknown}`, which is not of the standard library")))
}

fn too_deep(attribute: &Attribute) -> bool {
    let limit = attribute.tokens.iter().find_map(Token::string);
    limit.and_then(|limit| limit.parse::<u32>().ok()).is_none_or(|limit| limit > 512)
}
