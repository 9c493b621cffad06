//! [`BuildLimits`]: how much the processes of a build may use up.

use std::time::Duration;

/// Limits of one build. Each has a default that ordinary crates stay far below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BuildLimits {
    /// Time that the processes may take, all together; 300 s by default.
    pub wall: Duration,
    /// Processor time of each process, in whole seconds; 60 s by default.
    pub cpu: Duration,
    /// Bytes of memory: of addresses for each process, and of pages in use for all together; 4 GiB by default.
    pub memory: u64,
    /// Bytes of the largest file that may be written; 512 MiB by default.
    pub file_size: u64,
    /// Processes at one time; 256 by default.
    pub processes: u32,
}

impl Default for BuildLimits {
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(300),
            cpu: Duration::from_secs(60),
            memory: 4 << 30,
            file_size: 512 << 20,
            processes: 256,
        }
    }
}
