//! [`Reach`]: what one process of a build needs from the outside. Everything else is out of its reach.

use std::path::PathBuf;

/// Files and network of one process and of all that it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Files and folders to read and run, besides the system's own programs and libraries. Those that do not exist are
    /// left out.
    pub read: Vec<PathBuf>,
    /// Folders to read, write and run.
    pub write: Vec<PathBuf>,
    /// What lies beyond this machine.
    pub network: Network,
}

/// Whether a process may use the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// No socket of any kind.
    #[default]
    Closed,
    /// For a program that fetches packages and runs nothing of theirs. It needs certificates, keys and settings
    /// wherever the user has them, so that it is not kept from files either.
    Open,
}
