//! R007: a call takes memory without end.

use crate::rules::rule;

rule! {
    "R007" "memory" Note [] "a call takes memory without end"
    explain "What a plugin allocates is counted, and the host can look (`Library::memory`), but an allocation that the \
             system does not give aborts."
    contained Process
}
