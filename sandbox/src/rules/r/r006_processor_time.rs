//! R006: a call computes for ever.

use crate::rules::rule;

rule! {
    "R006" "processor-time" Note [] "a call computes for ever"
    explain "A loop without end. Nothing in the process can stop it."
    contained Process
}
