//! B004: bytes that cannot be read as an object.

use crate::rules::rule;

rule! {
    "B004" "unreadable-object" Error [] "a compiled file is no object that can be audited"
    explain "What cannot be read cannot be judged, and is not linked."
}
