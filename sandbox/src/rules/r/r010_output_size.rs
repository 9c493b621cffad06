//! R010: what a call says is too long.

use crate::rules::rule;

rule! {
    "R010" "output-size" Note [] "what a call says is too long"
    explain "The message of a panic is cut at 64 KiB. A result is as long as it is: it is the plugin's memory, which the \
             host takes over."
    contained Call
}
