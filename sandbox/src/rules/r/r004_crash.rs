//! R004: a call crashes.

use crate::rules::rule;

rule! {
    "R004" "crash" Note [] "a call crashes"
    explain "Recursion without end overflows the stack, which no code of the process survives. A stack of its own \
             (`isolated_stack`) is room, not a wall."
    contained Process
}
