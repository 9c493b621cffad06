//! S021: `std::fs`.

use crate::rules::items::Standing::{self, Denied};
use crate::rules::rule;

rule! {
    "S021" "api-fs" Error [Fs] "uses `std::fs`"
    explain "Files of the host are read or written with the host's rights."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[("fs", Denied)];
