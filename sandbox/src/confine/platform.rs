//! What each system does for a [`Mechanism`](super::Mechanism), behind one set of functions. Windows (jobs, AppContainer)
//! and macOS (Seatbelt) have mechanisms of their own that are not used yet: there every one is reported missing.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
pub(super) use linux::{bound, put_up, usage};
#[cfg(not(target_os = "linux"))]
pub(super) use other::{bound, put_up, usage};

/// What a group of processes has in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processes.
    pub processes: u32,
    /// Bytes of memory, shared pages counted once for each process.
    pub memory: u64,
}
