//! Rules about compiled objects, and about what went into them. A rule is a file here, a line below, and a folder of fixtures in `sandbox/rules/`.

pub(crate) mod b001_forbidden_symbol;
pub(crate) mod b002_unknown_symbol;
pub(crate) mod b003_raw_symbol;
pub(crate) mod b004_unreadable_object;
pub(crate) mod b010_init_fini_section;
pub(crate) mod b011_unexpected_section;
pub(crate) mod b012_extra_export;
pub(crate) mod b013_syscall_instruction;
pub(crate) mod b014_redefined_runtime_symbol;
pub(crate) mod b015_loader_entries;
pub(crate) mod b016_ifunc;
pub(crate) mod b020_dep_info_mismatch;
pub(crate) mod b021_hash_mismatch;

use super::Rule;

/// All of them, by id.
pub(super) static RULES: &[&Rule] = &[
    &b001_forbidden_symbol::RULE,
    &b002_unknown_symbol::RULE,
    &b003_raw_symbol::RULE,
    &b004_unreadable_object::RULE,
    &b010_init_fini_section::RULE,
    &b011_unexpected_section::RULE,
    &b012_extra_export::RULE,
    &b013_syscall_instruction::RULE,
    &b014_redefined_runtime_symbol::RULE,
    &b015_loader_entries::RULE,
    &b016_ifunc::RULE,
    &b020_dep_info_mismatch::RULE,
    &b021_hash_mismatch::RULE,
];
