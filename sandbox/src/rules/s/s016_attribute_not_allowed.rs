//! S016: every attribute that is not known to be harmless.

use crate::rules::rule;

rule! {
    "S016" "attribute-not-allowed" Error [ProcMacro] "carries an attribute that is not on the list"
    explain "An unknown attribute may be a procedural macro, which runs while the plugin is built. The allocator, the \
             panic handler, the crate's type and the compiler's unstable features are the host's to choose, whatever is \
             granted."
}

/// Attributes without effects outside of the crate.
pub(in crate::rules) const HARMLESS: &[&str] = &[
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
pub(in crate::rules) const TOOLS: &[&str] = &["clippy", "rustfmt", "diagnostic", "miri", "rust_analyzer", "rustdoc"];

/// Attributes that no grant allows.
pub(in crate::rules) const DENIALS: &[&str] = &[
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
pub(in crate::rules) const DERIVES: &[&str] =
    &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];
