//! S020: `std::process`.

use crate::rules::items::Standing::{self, Denied};
use crate::rules::rule;

rule! {
    "S020" "api-process" Error [Process] "uses `std::process`"
    explain "A child process escapes everything that is checked here, and `exit` ends the host."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[("process", Denied)];
