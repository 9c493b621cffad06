//! R008: a call starts threads without end.

use crate::rules::rule;

rule! {
    "R008" "threads" Note [] "a call starts threads without end"
    explain "Starting one takes the grant `thread` (S024, B001). What is granted is not counted."
    contained Check
}
