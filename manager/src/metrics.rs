//! [`Metrics`]: what plugins have done and hold, and what became of the calls of each of their versions.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use plugwright::Memory;
use semver::Version;
use serde::Serialize;

use crate::slot::{Book, Slot};
use crate::{ManageError, Manager, Tally};

/// What a plugin has done and holds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Metrics {
    /// Calls of all its versions.
    pub calls: Tally,
    /// Times that it was loaded, upgrades included.
    pub loads: u64,
    /// Times that an old version came back because the new one failed.
    pub returns: u64,
    /// Time that half of the calls stay below, to within a factor of two; from one call in 64.
    pub median: Option<Duration>,
    /// Time that 99 of 100 calls stay below, in the same way.
    pub p99: Option<Duration>,
    /// Bytes of the host's memory that the version which serves holds.
    pub memory_live: usize,
    /// The most that it held.
    pub memory_peak: usize,
}

/// The books of one version.
#[derive(Clone, Debug, Serialize)]
pub struct VersionTally {
    /// The version.
    pub version: Version,
    /// SHA-256 of its library.
    pub digest: String,
    /// What became of its calls.
    pub calls: Tally,
}

impl Manager {
    /// Returns what became of the calls of each version of a plugin, oldest first.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// for version in manager.tallies("greet")? {
    ///     println!("{}: {} calls, {} failed", version.version, version.calls.finished, version.calls.failed);
    /// }
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`].
    pub fn tallies(&self, plugin: &str) -> Result<Vec<VersionTally>, ManageError> {
        let slot = self.inner.slot(plugin)?;
        let books = slot.books();
        let tally = |book: &Book| VersionTally {
            version: book.version.clone(),
            digest: book.digest.clone(),
            calls: book.ledger.tally(),
        };
        Ok(books.iter().map(tally).collect())
    }

    /// Returns what a plugin has done and holds.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let metrics = manager.metrics("greet")?;
    /// println!("{} calls, half of them below {:?}", metrics.calls.finished, metrics.median);
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`].
    pub fn metrics(&self, plugin: &str) -> Result<Metrics, ManageError> {
        Ok(slot_metrics(&*self.inner.slot(plugin)?))
    }
}

pub(crate) fn slot_metrics(slot: &Slot) -> Metrics {
    let mut calls = Tally::default();
    slot.books().iter().map(|book| book.ledger.tally()).for_each(|tally| calls += tally);
    let memory = slot.current().map(|serving| serving.plugin.memory());
    let Memory { live, peak, .. } = memory.unwrap_or(Memory { live: 0, peak: 0, allocations: 0 });
    Metrics {
        calls,
        loads: slot.loads.load(Relaxed),
        returns: slot.returns.load(Relaxed),
        median: slot.latency.quantile(0.5),
        p99: slot.latency.quantile(0.99),
        memory_live: live,
        memory_peak: peak,
    }
}
