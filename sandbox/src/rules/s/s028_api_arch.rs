//! S028: `core::arch`.

use crate::rules::items::Standing::{self, Denied, Free};
use crate::rules::rule;

rule! {
    "S028" "api-arch" Error [Unsafe] "uses `core::arch`"
    explain "Machine instructions reach the kernel without any symbol."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] =
    &[("arch", Denied), ("arch::is_x86_feature_detected", Free), ("arch::is_aarch64_feature_detected", Free)];
