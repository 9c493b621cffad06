//! S025: `std::os`.

use crate::Capability;
use crate::rules::items::Standing::{self, Denied, Lent};
use crate::rules::rule;

rule! {
    "S025" "api-os" Error [Unsafe, Ffi] "uses `std::os`"
    explain "The traits of `std::os` turn any descriptor number into a file or socket."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[
    ("os", Denied),
    ("os::linux::fs", Lent(&[Capability::Fs])),
    ("os::linux::net", Lent(&[Capability::Net])),
    ("os::linux::process", Lent(&[Capability::Process])),
    ("os::macos::fs", Lent(&[Capability::Fs])),
    ("os::unix::ffi", Lent(&[Capability::Fs, Capability::Ffi, Capability::Unsafe])),
    ("os::unix::fs", Lent(&[Capability::Fs])),
    ("os::unix::net", Lent(&[Capability::Net])),
    ("os::unix::process", Lent(&[Capability::Process])),
    ("os::unix::thread", Lent(&[Capability::Thread])),
    ("os::windows::ffi", Lent(&[Capability::Fs, Capability::Ffi, Capability::Unsafe])),
    ("os::windows::fs", Lent(&[Capability::Fs])),
    ("os::windows::process", Lent(&[Capability::Process])),
];
