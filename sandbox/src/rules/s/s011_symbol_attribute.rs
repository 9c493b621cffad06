//! S011: `#[no_mangle]`, `#[link_section]` and their like.

use crate::rules::rule;

rule! {
    "S011" "symbol-attribute" Error [Ffi] "gives something a plain symbol, or a place that the linker acts on"
    explain "A plain symbol can take the place of a function that another part of the process calls. A function in \
             `.init_array` runs when the library is loaded; a naked function is any machine code."
}

/// Names for the linker; the grant for foreign functions allows them.
pub(in crate::rules) const SYMBOLS: &[&str] = &["no_mangle", "export_name", "linkage"];

/// Places and kinds of code that only unsafe code may choose.
pub(in crate::rules) const PLACEMENTS: &[&str] =
    &["link_section", "naked", "used", "ffi_const", "ffi_pure", "target_feature", "instruction_set", "no_sanitize"];
