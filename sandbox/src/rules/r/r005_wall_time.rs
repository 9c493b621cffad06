//! R005: a call takes for ever.

use crate::rules::rule;

rule! {
    "R005" "wall-time" Note [] "a call takes for ever"
    explain "A lock that is taken twice, or a loop without end. A thread cannot be stopped from outside, so that the host \
             waits, or gives the call up and keeps the thread."
    contained Process
}
