//! S029: panic hooks.

use crate::rules::items::Standing::{self, Denied};
use crate::rules::rule;

rule! {
    "S029" "panic-hook" Error [] "uses the panic hook"
    explain "The hook is the bridge's: it turns a panic into an error. `catch_unwind` and `resume_unwind` are free."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[
    ("panic::always_abort", Denied),
    ("panic::get_backtrace_style", Denied),
    ("panic::set_backtrace_style", Denied),
    ("panic::set_hook", Denied),
    ("panic::take_hook", Denied),
    ("panic::update_hook", Denied),
];
