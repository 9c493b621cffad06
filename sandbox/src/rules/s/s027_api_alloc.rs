//! S027: `std::alloc`, but for layouts.

use crate::rules::items::Standing::{self, Door, Free};
use crate::rules::rule;

rule! {
    "S027" "api-alloc" Error [Unsafe] "uses `std::alloc`"
    explain "The allocator is the host's; `handle_alloc_error` aborts it. `Layout` computes only, and is free."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] =
    &[("alloc", Door), ("alloc::Layout", Free), ("alloc::LayoutError", Free)];
