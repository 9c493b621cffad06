//! B014: names of the runtime's.

use crate::rules::rule;

rule! {
    "B014" "redefined-runtime-symbol" Error [] "a compiled object defines a symbol of the runtime"
    explain "Redefining an allocator or a function of the C library takes over calls that are not the plugin's."
}
