//! [`Cancel`] and [`Limits`]: what ends a build before it is done. Killing the processes is `process.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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

/// What a process may use before it is stopped.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Checked while the process runs.
    pub cancel: Cancel,
    /// Wall time.
    pub time: Duration,
}
