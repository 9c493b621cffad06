//! B016: functions that choose an address while the library is loaded.

use crate::rules::rule;

rule! {
    "B016" "ifunc" Error [] "a compiled object has a function that the loader calls"
    explain "An indirect function is called by the loader to find an address, before anything else of the library runs and \
             outside of every call."
}
