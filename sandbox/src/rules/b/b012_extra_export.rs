//! B012: visible plain names.

use crate::rules::rule;

rule! {
    "B012" "extra-export" Error [Ffi] "a compiled object exports a plain symbol"
    explain "A plain symbol can take the place of one that another part of the process wants."
}
