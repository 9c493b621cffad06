//! B002: items that no list names.

use crate::rules::rule;

rule! {
    "B002" "unknown-symbol" Error [] "a compiled object refers to an item that is on no list"
    explain "The lists name what is harmless and what needs a grant. An item on neither is refused, because a new \
             release of the standard library may have added it for any purpose."
}
