//! R013: a plugin is left in a state that it cannot use.

use crate::rules::rule;

rule! {
    "R013" "poisoned" Note [] "a plugin is left in a state that it cannot use"
    explain "A panic while a lock is held poisons the lock, and every later call panics on it. Each is an error of its \
             call; a new version, or the same one loaded again, starts afresh."
    contained Call
}
