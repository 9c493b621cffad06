//! R001: a call panics.

use crate::rules::rule;

rule! {
    "R001" "panic" Note [] "a call panics"
    explain "A panic in a call. The bridge catches it, and the call returns an error with the message and the place; the \
             plugin can be called again."
    contained Call
}
