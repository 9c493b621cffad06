//! What a system has of its own: who owns a folder, who may enter it, and which files can be run. Processes differ in
//! `process/`.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::{is_private, keep_private, keep_private_temporary, may_run, user};
#[cfg(unix)]
pub(crate) use unix::{is_private, keep_private, keep_private_temporary, may_run, user};
