//! Rules about the manifest and the files of the folder. A rule is a file here, a line below, and a folder of fixtures in `sandbox/rules/`.

pub(in crate::rules) mod m001_manifest_unparsed;
pub(in crate::rules) mod m010_build_script;
pub(in crate::rules) mod m011_proc_macro;
pub(in crate::rules) mod m012_links_key;
pub(in crate::rules) mod m020_cargo_config;
pub(in crate::rules) mod m021_toolchain_file;
pub(in crate::rules) mod m022_workspace_escape;
pub(in crate::rules) mod m023_patch_replace;
pub(in crate::rules) mod m030_path_dep_outside;
pub(in crate::rules) mod m031_path_dep_inside;
pub(in crate::rules) mod m032_git_dep;
pub(in crate::rules) mod m033_registry_dep;
pub(in crate::rules) mod m034_build_dependencies;
pub(in crate::rules) mod m035_sysroot_name_clash;
pub(in crate::rules) mod m036_target_table_dep;
pub(in crate::rules) mod m037_dep_ships_build_code;
pub(in crate::rules) mod m038_sdk_version;
pub(in crate::rules) mod m040_lib_path;
pub(in crate::rules) mod m042_extra_target;
pub(in crate::rules) mod m050_profile_ignored;
pub(in crate::rules) mod m051_cargo_features;
pub(in crate::rules) mod m052_edition_2015;
pub(in crate::rules) mod m053_lints_ignored;
pub(in crate::rules) mod m060_symlink;
pub(in crate::rules) mod m061_special_file;
pub(in crate::rules) mod m062_path_outside;
pub(in crate::rules) mod m063_unsafe_metadata_text;
pub(in crate::rules) mod m064_size_limit;
pub(in crate::rules) mod m066_native_object;

use super::Rule;

/// All of them, by id.
pub(super) static RULES: &[&Rule] = &[
    &m001_manifest_unparsed::RULE,
    &m010_build_script::RULE,
    &m011_proc_macro::RULE,
    &m012_links_key::RULE,
    &m020_cargo_config::RULE,
    &m021_toolchain_file::RULE,
    &m022_workspace_escape::RULE,
    &m023_patch_replace::RULE,
    &m030_path_dep_outside::RULE,
    &m031_path_dep_inside::RULE,
    &m032_git_dep::RULE,
    &m033_registry_dep::RULE,
    &m034_build_dependencies::RULE,
    &m035_sysroot_name_clash::RULE,
    &m036_target_table_dep::RULE,
    &m037_dep_ships_build_code::RULE,
    &m038_sdk_version::RULE,
    &m040_lib_path::RULE,
    &m042_extra_target::RULE,
    &m050_profile_ignored::RULE,
    &m051_cargo_features::RULE,
    &m052_edition_2015::RULE,
    &m053_lints_ignored::RULE,
    &m060_symlink::RULE,
    &m061_special_file::RULE,
    &m062_path_outside::RULE,
    &m063_unsafe_metadata_text::RULE,
    &m064_size_limit::RULE,
    &m066_native_object::RULE,
];
