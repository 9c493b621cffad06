//! B015: what the linked library asks of the system's loader.

use crate::rules::rule;

rule! {
    "B015" "loader-entries" Error [Ffi, BuildScript] "the library asks the loader for more than a plugin needs"
    explain "Another library that is loaded along runs its own code. A search path of the library's own decides which file that \
             is. An executable stack, text that is rewritten, and memory that is writable and executable are what machine code \
             from elsewhere needs, and nothing else does."
}
