//! S023: `std::env`, but for its constants.

use crate::rules::items::Standing::{self, Door, Free};
use crate::rules::rule;

rule! {
    "S023" "api-env" Error [Env] "uses `std::env` for more than its constants"
    explain "Environment variables hold secrets, and setting one races with every other thread. `std::env::consts` is free."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[("env", Door), ("env::consts", Free)];
