//! R011: what a call says controls the terminal.

use crate::rules::rule;

rule! {
    "R011" "output-text" Note [] "what a call says controls the terminal"
    explain "Text of a plugin's may hold sequences that terminals act on. The command line shows them escaped; a host \
             that prints text by itself does the same."
    contained Call
}
