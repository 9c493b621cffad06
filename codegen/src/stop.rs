//! [`Cancel`] and [`Limits`]: what ends a build before it is done. Killing the processes is `process.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

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

/// When the processes of a build are stopped. The clock runs from the moment that this was made.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Checked while a process runs.
    pub(crate) cancel: Cancel,
    /// Wall time of them all together.
    pub(crate) time: Duration,
    started: Instant,
}

impl Limits {
    /// Starts the clock.
    #[must_use]
    pub fn new(cancel: Cancel, time: Duration) -> Self {
        Self { cancel, time, started: Instant::now() }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.started.elapsed() > self.time
    }
}
