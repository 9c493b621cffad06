//! [`Cancel`] and [`Limits`]: what ends a build before it is done, and the walls that its processes run behind. Killing
//! them is `process.rs`.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use plugwright_sandbox::{Confinement, Missing, System};

/// Tells a build on another thread to stop. Clones share one flag.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops the build: its compiler and everything that this started is killed, its folder removed.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether [`Cancel::cancel`] was called on this flag or a clone of it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// When the processes of a build are stopped, and what surrounds them. The clock runs from the moment that this was made.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Checked while a process runs.
    pub(crate) cancel: Cancel,
    pub(crate) confinement: Confinement,
    pub(crate) system: System,
    missing: Arc<Mutex<BTreeSet<Missing>>>,
    started: Instant,
}

impl Limits {
    /// Starts the clock.
    #[must_use]
    pub fn new(cancel: Cancel, confinement: Confinement) -> Self {
        let (system, missing) = (System::default(), Arc::default());
        Self { cancel, confinement, system, missing, started: Instant::now() }
    }

    /// The same on a system that may lack some mechanisms.
    #[must_use]
    pub fn on(self, system: System) -> Self {
        Self { system, ..self }
    }

    /// Wall time of all processes together.
    pub(crate) fn time(&self) -> Duration {
        self.confinement.limits.wall
    }

    pub(crate) fn is_over(&self) -> bool {
        self.started.elapsed() > self.time()
    }

    /// Remembers what a process had to run without.
    pub(crate) fn note(&self, missing: Vec<Missing>) {
        for missing in missing {
            let mut all = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
            if !all.contains(&missing) {
                tracing::warn!(mechanism = %missing.mechanism, reason = missing.reason, "a build is not confined by this");
                all.insert(missing);
            }
        }
    }

    /// The preferred mechanisms that the processes had to run without.
    pub(crate) fn missing(&self) -> Vec<Missing> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// A limit that a build ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Processor time of one process.
    Processor(Duration),
    /// Bytes of memory.
    Memory(u64),
    /// Bytes of one file.
    FileSize(u64),
    /// Processes at one time.
    Processes(u32),
}

impl fmt::Display for Limit {
    /// Writes what the build did, such as `started more than 256 processes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MIB: u64 = 1 << 20;
        match self {
            Self::Processor(time) => write!(f, "took more than {} s of processor time", time.as_secs()),
            Self::Memory(bytes) => write!(f, "needed more than {} MiB of memory", bytes / MIB),
            Self::FileSize(bytes) => write!(f, "wrote a file of more than {} MiB", bytes / MIB),
            Self::Processes(count) => write!(f, "started more than {count} processes"),
        }
    }
}
