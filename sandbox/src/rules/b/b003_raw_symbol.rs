//! B003: plain symbols.

use crate::rules::rule;

rule! {
    "B003" "raw-symbol" Error [Ffi] "a compiled object refers to a plain symbol that is not part of the runtime"
    explain "A symbol without a Rust name is a foreign function, and may be any function of the system."
}
