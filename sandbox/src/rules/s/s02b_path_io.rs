//! S02B: paths that ask the system.

use crate::rules::items::Standing::{self, Denied};
use crate::rules::rule;

rule! {
    "S02B" "path-io" Error [Fs] "asks the file system about a path"
    explain "`Path::exists` and its like tell a plugin what is on the disk. Where the type of the receiver cannot be seen, \
             the object audit finds the call."
}

/// The items that the rule is about, by path below the root.
pub(in crate::rules) const ITEMS: &[(&str, Standing)] = &[("path::absolute", Denied)];

/// Methods of `Path` that ask the system.
pub(in crate::rules) const METHODS: &[&str] = &[
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
];
