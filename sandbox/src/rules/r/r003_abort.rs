//! R003: a call aborts the process.

use crate::rules::rule;

rule! {
    "R003" "abort" Note [] "a call aborts the process"
    explain "A panic while another unwinds, or an allocation that nobody could give, aborts."
    contained Process
}
