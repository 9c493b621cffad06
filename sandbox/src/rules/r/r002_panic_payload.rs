//! R002: what a call panics with does harm when it is dropped.

use crate::rules::rule;

rule! {
    "R002" "panic-payload" Note [] "what a call panics with does harm when it is dropped"
    explain "A panic may carry any value, and that value's destructor may panic again. It is dropped under a second \
             catch, and what that one catches is never dropped."
    contained Call
}
