//! S02A: backtraces.

use crate::rules::items::Standing::{self, Denied};
use crate::rules::rule;

rule! {
    "S02A" "backtrace" Error [Fs] "uses `std::backtrace`"
    explain "A backtrace reads the program's files and shows addresses of the host."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[("backtrace", Denied)];
