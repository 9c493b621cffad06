//! [`prove`]: an upgrade under load, and the books of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use plugwright::Value;
use serde::Serialize;

use crate::{ManageError, Manager, UpgradeOptions, VersionTally};

/// The load of a proof.
#[derive(Clone, Debug)]
pub struct ProveOptions {
    /// How many threads call.
    pub threads: usize,
    /// What they call.
    pub function: String,
    /// With what.
    pub args: Vec<Value>,
    /// How many calls there are before the upgrade and after it, at least.
    pub calls: u64,
}

/// What became of the calls around an upgrade.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// The versions that served, oldest first, with the calls of the proof alone.
    pub versions: Vec<VersionTally>,
    /// Calls that were made.
    pub issued: u64,
    /// Calls that came to a result, an error of the plugin's included.
    pub answered: u64,
    /// Calls that came to none, because the plugin panicked or did not serve.
    pub refused: u64,
    /// The longest that one call took.
    pub longest: Duration,
}

impl Proof {
    /// Calls that no version served, or that more than one did: 0 in a proof that holds.
    #[must_use]
    pub fn lost(&self) -> u64 {
        let served: u64 = self.versions.iter().map(|version| version.calls.finished).sum();
        served.abs_diff(self.answered)
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<12} {:>12} {:>12} {:>8} {:>10} {:>8}",
            "version", "admitted", "finished", "late", "cancelled", "failed"
        )?;
        for version in &self.versions {
            let calls = version.calls;
            writeln!(
                f,
                "{:<12} {:>12} {:>12} {:>8} {:>10} {:>8}",
                version.version.to_string(),
                calls.admitted,
                calls.finished,
                calls.late,
                calls.cancelled,
                calls.failed + calls.panicked
            )?;
        }
        let Self { issued, answered, refused, longest, .. } = self;
        let (lost, longest) = (self.lost(), longest.as_micros());
        write!(f, "{issued} calls, {answered} answered, {refused} refused, {lost} lost; the longest took {longest} µs")
    }
}

/// Upgrades a plugin while threads call it, and says which version served what. Nobody else may call the plugin
/// meanwhile, since every call counts.
///
/// # Errors
/// As for [`Manager::upgrade`].
pub fn prove(
    manager: &Manager,
    plugin: &str,
    upgrade: &UpgradeOptions,
    options: &ProveOptions,
) -> Result<Proof, ManageError> {
    let before = manager.tallies(plugin)?;
    let load = Load::default();
    let upgraded = std::thread::scope(|scope| {
        let callers: Vec<_> =
            (0..options.threads.max(1)).map(|_| scope.spawn(|| load.call(manager, plugin, options))).collect();
        load.wait_for(options.calls);
        let upgraded = manager.upgrade(plugin, upgrade);
        load.wait_for(load.issued.load(Relaxed) + options.calls);
        load.enough.store(true, Relaxed);
        drop(callers);
        upgraded
    });
    upgraded?;
    let versions = manager.tallies(plugin)?.into_iter().enumerate().map(|(index, mut tally)| {
        if let Some(before) = before.get(index) {
            tally.calls -= before.calls;
        }
        tally
    });
    Ok(Proof {
        versions: versions.filter(|version| version.calls.admitted > 0).collect(),
        issued: load.issued.load(Relaxed),
        answered: load.answered.load(Relaxed),
        refused: load.refused.load(Relaxed),
        longest: Duration::from_nanos(load.longest.load(Relaxed)),
    })
}

#[derive(Default)]
struct Load {
    enough: AtomicBool,
    issued: AtomicU64,
    answered: AtomicU64,
    refused: AtomicU64,
    longest: AtomicU64,
}

impl Load {
    fn call(&self, manager: &Manager, plugin: &str, options: &ProveOptions) {
        while !self.enough.load(Relaxed) {
            let started = Instant::now();
            let result = manager.call(plugin, &options.function, &options.args);
            let took = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
            self.longest.fetch_max(took, Relaxed);
            self.issued.fetch_add(1, Relaxed);
            let count = match result {
                // A plugin that panics or refuses an argument has served the call, too.
                Ok(_) | Err(ManageError::Call(_)) => &self.answered,
                Err(_) => &self.refused,
            };
            count.fetch_add(1, Relaxed);
        }
    }

    fn wait_for(&self, calls: u64) {
        while self.issued.load(Relaxed) < calls {
            std::thread::yield_now();
        }
    }
}
