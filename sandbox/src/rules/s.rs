//! Rules about the source. A rule is a file here, a line below, and a folder of fixtures in `sandbox/rules/`.

pub(in crate::rules) mod s001_unparsed;
pub(in crate::rules) mod s002_nesting;
pub(in crate::rules) mod s003_size;
pub(in crate::rules) mod s004_bidi_control;
pub(in crate::rules) mod s006_module_path;
pub(in crate::rules) mod s007_module_cycle;
pub(in crate::rules) mod s008_confusable_ident;
pub(in crate::rules) mod s009_non_nfc_identifier;
pub(in crate::rules) mod s010_unsafe_token;
pub(in crate::rules) mod s011_symbol_attribute;
pub(in crate::rules) mod s012_extern_block;
pub(in crate::rules) mod s013_link_attribute;
pub(in crate::rules) mod s014_extern_fn_definition;
pub(in crate::rules) mod s015_assembly;
pub(in crate::rules) mod s016_attribute_not_allowed;
pub(in crate::rules) mod s020_api_process;
pub(in crate::rules) mod s021_api_fs;
pub(in crate::rules) mod s022_api_net;
pub(in crate::rules) mod s023_api_env;
pub(in crate::rules) mod s024_api_thread;
pub(in crate::rules) mod s025_api_os;
pub(in crate::rules) mod s026_api_stdio;
pub(in crate::rules) mod s027_api_alloc;
pub(in crate::rules) mod s028_api_arch;
pub(in crate::rules) mod s029_panic_hook;
pub(in crate::rules) mod s02a_backtrace;
pub(in crate::rules) mod s02b_path_io;
pub(in crate::rules) mod s02c_leak;
pub(in crate::rules) mod s02e_clock;
pub(in crate::rules) mod s030_root_rename;
pub(in crate::rules) mod s031_root_glob;
pub(in crate::rules) mod s032_root_shadow;
pub(in crate::rules) mod s033_re_export;
pub(in crate::rules) mod s034_unresolved;
pub(in crate::rules) mod s035_extern_crate;
pub(in crate::rules) mod s040_macro_root_argument;
pub(in crate::rules) mod s041_macro_metavariable_after_root;
pub(in crate::rules) mod s042_macro_called_by_metavariable;
pub(in crate::rules) mod s043_unknown_macro;
pub(in crate::rules) mod s044_macro_attribute_argument;
pub(in crate::rules) mod s050_include_macro;
pub(in crate::rules) mod s051_env_macro;
pub(in crate::rules) mod s060_cfg_hidden;
pub(in crate::rules) mod s070_soundness_pattern;
pub(in crate::rules) mod s080_build_cost;
pub(crate) mod s090_reserved_export_name;

use super::Rule;

/// All of them, by id.
pub(super) static RULES: &[&Rule] = &[
    &s001_unparsed::RULE,
    &s002_nesting::RULE,
    &s003_size::RULE,
    &s004_bidi_control::RULE,
    &s006_module_path::RULE,
    &s007_module_cycle::RULE,
    &s008_confusable_ident::RULE,
    &s009_non_nfc_identifier::RULE,
    &s010_unsafe_token::RULE,
    &s011_symbol_attribute::RULE,
    &s012_extern_block::RULE,
    &s013_link_attribute::RULE,
    &s014_extern_fn_definition::RULE,
    &s015_assembly::RULE,
    &s016_attribute_not_allowed::RULE,
    &s020_api_process::RULE,
    &s021_api_fs::RULE,
    &s022_api_net::RULE,
    &s023_api_env::RULE,
    &s024_api_thread::RULE,
    &s025_api_os::RULE,
    &s026_api_stdio::RULE,
    &s027_api_alloc::RULE,
    &s028_api_arch::RULE,
    &s029_panic_hook::RULE,
    &s02a_backtrace::RULE,
    &s02b_path_io::RULE,
    &s02c_leak::RULE,
    &s02e_clock::RULE,
    &s030_root_rename::RULE,
    &s031_root_glob::RULE,
    &s032_root_shadow::RULE,
    &s033_re_export::RULE,
    &s034_unresolved::RULE,
    &s035_extern_crate::RULE,
    &s040_macro_root_argument::RULE,
    &s041_macro_metavariable_after_root::RULE,
    &s042_macro_called_by_metavariable::RULE,
    &s043_unknown_macro::RULE,
    &s044_macro_attribute_argument::RULE,
    &s050_include_macro::RULE,
    &s051_env_macro::RULE,
    &s060_cfg_hidden::RULE,
    &s070_soundness_pattern::RULE,
    &s080_build_cost::RULE,
    &s090_reserved_export_name::RULE,
];
