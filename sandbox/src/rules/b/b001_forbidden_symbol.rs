//! B001: items that a grant is about.

use crate::rules::rule;

rule! {
    "B001" "forbidden-symbol" Error [] "a compiled object refers to an item that the policy does not allow"
    explain "Methods, macros and conditional code can reach the system without a path that the source rules would see. \
             The compiled object names every function that it can call, so it is held against a list of what the \
             policy allows."
}
