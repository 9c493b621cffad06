//! R012: something of a plugin's runs after its call has returned.

use crate::rules::rule;

rule! {
    "R012" "activity-after-return" Note [] "something of a plugin's runs after its call has returned"
    explain "A thread that outlives its call takes the grant `thread` (S024). Destructors of thread-locals run when their \
             thread ends: the library stays mapped until then."
    contained Check
}
