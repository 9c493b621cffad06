//! B021: bytes that changed after they were audited.

use crate::rules::rule;

rule! {
    "B021" "hash-mismatch" Error [] "what was linked is not what was audited"
    explain "The audit holds for the bytes that it read. They are compared with those that are linked, and the digest of the \
             library is compared again when it is loaded."
}
