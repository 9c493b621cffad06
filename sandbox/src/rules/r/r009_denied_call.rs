//! R009: a call asks the system for what is not granted.

use crate::rules::rule;

rule! {
    "R009" "denied-call" Note [] "a call asks the system for what is not granted"
    explain "Without a grant no symbol and no instruction of a plugin leads to the system (B001, B003, B013). No filter \
             of the kernel stands behind that in the host's process."
    contained Check
}
