//! B020: what went into the plugin without being checked.

use crate::rules::rule;

rule! {
    "B020" "dep-info-mismatch" Error [] "something went into the plugin that was not checked"
    explain "The compiler lists every file and every variable that it reads. What is on the list and was not checked got in by a \
             way that the check of the source does not know."
}
