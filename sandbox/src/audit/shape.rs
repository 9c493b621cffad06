//! What an object defines and which sections it has, whatever it refers to.

use std::collections::BTreeSet;

use plugwright_analyzer::Diagnostic;

use super::plain;
use super::references::Member;
use super::symbol::Symbol;
use super::{Audit, Origin};
use crate::Capability;
use crate::rules::b::{
    b010_init_fini_section, b011_unexpected_section, b012_extra_export, b013_syscall_instruction,
    b014_redefined_runtime_symbol, b016_ifunc,
};

impl Audit<'_> {
    /// Symbols that other parts of the process would see under a plain name.
    pub(super) fn definitions(&self, member: &Member) -> Vec<Diagnostic> {
        if self.object.origin == Origin::Bridge {
            return Vec::new();
        }
        let plain = member.defined.iter().filter(|symbol| symbol.global).filter_map(|symbol| {
            match Symbol::parse(&symbol.name) {
                Symbol::Raw(name) if !is_harmless_definition(&name) => Some(name),
                Symbol::Rust { shown, .. } if shown.starts_with("__rustc::") => Some(shown),
                _ => None,
            }
        });
        plain
            .filter_map(|name| {
                if plain::is_interposed(&name) {
                    let message = format!("{} defines `{name}`, which belongs to the runtime", self.whose());
                    return Some(Diagnostic::error(b014_redefined_runtime_symbol::RULE.code, message));
                }
                let lifted_by: &[Capability] = &[Capability::Ffi];
                let help = crate::rules::grant_help(lifted_by)?;
                (!self.policy.allows_any(lifted_by)).then(|| {
                    let message = format!("{} exports the plain symbol `{name}`", self.whose());
                    Diagnostic::error(b012_extra_export::RULE.code, message).help(help)
                })
            })
            .collect()
    }

    /// Code that needs no symbol to reach the kernel, and functions that the loader calls.
    pub(super) fn instructions(&self, members: &[Member]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let calls = members.iter().flat_map(|member| &member.system_calls);
        if !self.policy.allows_any(b013_syscall_instruction::RULE.lifted_by) {
            for call in calls {
                let shown = Symbol::parse(&call.function);
                let message =
                    format!("{} contains the instruction `{}`, in `{}`", self.whose(), call.spelled, shown.shown());
                let diagnostic = Diagnostic::error(b013_syscall_instruction::RULE.code, message);
                found.push(match crate::rules::grant_help(b013_syscall_instruction::RULE.lifted_by) {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
            }
        }
        for name in members.iter().flat_map(|member| &member.indirect) {
            let message =
                format!("{} has the function `{name}`, which the loader calls to find an address", self.whose());
            found.push(Diagnostic::error(b016_ifunc::RULE.code, message));
        }
        found
    }

    pub(super) fn sections(&self, members: &[Member]) -> Vec<Diagnostic> {
        let names: BTreeSet<&str> =
            members.iter().flat_map(|member| &member.sections).map(|name| name.trim_start_matches(".rela")).collect();
        names
            .into_iter()
            .filter_map(|name| {
                if starts_before_main(name) {
                    let message = format!("{} has code that runs when it is loaded, in section `{name}`", self.whose());
                    return Some(Diagnostic::error(b010_init_fini_section::RULE.code, message));
                }
                (!is_usual_section(name)).then(|| {
                    let message = format!("{} has the unusual section `{name}`", self.whose());
                    Diagnostic::warning(b011_unexpected_section::RULE.code, message)
                })
            })
            .collect()
    }
}

/// Plain names that the compiler gives to things of its own.
fn is_harmless_definition(name: &str) -> bool {
    name.starts_with("anon.")
        || name.starts_with(".L")
        || name.starts_with("DW.ref.")
        || name.starts_with("__rustc_debug_gdb_scripts")
        || name.starts_with("rust_metadata_")
        || name.starts_with("@feat.00")
        || name.starts_with("__llvm_")
        || name.starts_with("__covrec_")
}

fn starts_before_main(section: &str) -> bool {
    const STARTERS: &[&str] = &[
        ".init_array",
        ".fini_array",
        ".preinit_array",
        ".ctors",
        ".dtors",
        ".init",
        ".fini",
        ".CRT$",
        ".tls$",
        "__mod_init_func",
        "__mod_term_func",
        "__init_offsets",
        "__thread_init",
    ];
    STARTERS.iter().any(|starter| section.starts_with(starter))
}

fn is_usual_section(section: &str) -> bool {
    const USUAL: &[&str] = &[
        "",
        ".text",
        ".data",
        ".rodata",
        ".bss",
        ".tdata",
        ".tbss",
        ".eh_frame",
        ".gcc_except_table",
        ".comment",
        ".note",
        ".symtab",
        ".strtab",
        ".shstrtab",
        ".rel",
        ".debug",
        ".group",
        ".llvm",
        ".rmeta",
        ".lbss",
        ".ldata",
        ".lrodata",
        ".rdata",
        ".pdata",
        ".xdata",
        ".drectve",
        ".tls",
        ".ARM",
        ".stack_sizes",
        "__text",
        "__const",
        "__data",
        "__bss",
        "__eh_frame",
        "__gcc_except_tab",
        "__compact_unwind",
        "__cstring",
        "__literal",
        "__thread",
        "__debug",
        "__bitcode",
        "__cmdline",
        "__llvm",
        "__common",
        "__StaticInit",
    ];
    USUAL.iter().any(|usual| if usual.is_empty() { section.is_empty() } else { section.starts_with(usual) })
}
