//! Systems where a user's folders are private by inheritance, and a file's name says whether it is a program.

use std::fs::{DirBuilder, Metadata};
use std::path::Path;

pub(crate) fn keep_private(_: &mut DirBuilder) {}

pub(crate) fn keep_private_temporary(_: &mut tempfile::Builder<'_, '_>) {}

pub(crate) fn is_private(folder: &Path) -> bool {
    folder.is_dir()
}

/// The folder for temporary files is each user's own.
pub(crate) const fn user() -> u32 {
    0
}

pub(crate) fn may_run(_: &Metadata) -> bool {
    true
}
