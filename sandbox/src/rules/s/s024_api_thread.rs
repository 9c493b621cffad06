//! S024: `std::thread`.

use crate::rules::items::Standing::{self, Door, Free};
use crate::rules::rule;

rule! {
    "S024" "api-thread" Error [Thread] "uses `std::thread`"
    explain "A thread outlives the call that started it, and the library cannot be unloaded under it. `thread_local!` is free."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[
    ("thread", Door),
    ("thread::AccessError", Free),
    ("thread::LocalKey", Free),
    ("thread::Result", Free),
    ("thread::panicking", Free),
];
