//! Unix: owners and permission bits.

use std::fs::{DirBuilder, Metadata, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;

/// Has a new folder be for its owner alone.
pub(crate) fn keep_private(builder: &mut DirBuilder) {
    builder.mode(0o700);
}

/// Has a new temporary folder be for its owner alone.
pub(crate) fn keep_private_temporary(builder: &mut tempfile::Builder<'_, '_>) {
    builder.permissions(Permissions::from_mode(0o700));
}

/// Whether a folder is the user's, and nobody else can write in it.
pub(crate) fn is_private(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|entry| entry.is_dir() && entry.uid() == user() && entry.mode() & 0o022 == 0)
}

/// The number of the user, to tell folders of several users apart.
pub(crate) fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Whether a file is a program.
pub(crate) fn may_run(metadata: &Metadata) -> bool {
    metadata.permissions().mode() & 0o111 != 0
}
