//! [`Watch`]: keeps a manager in step with its base folder. What the system reports is only a hint; what counts is the
//! content, by digest.

mod snapshot;
mod tracker;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::error::chain;
use crate::{ManageError, Manager, Name, State, Store, UpgradeOptions};
use tracker::{Change, Tracker};

/// How long a folder must be left alone before it counts as whole.
const SETTLE: Duration = Duration::from_millis(400);

/// How often the folder is looked at though nothing was reported, for file systems that report nothing.
const LOOK: Duration = Duration::from_secs(30);

/// Keeps a manager in step with its base folder, on a thread of its own, until it is dropped.
#[derive(Debug)]
pub struct Watch {
    /// Whatever is sent ends the thread; so does dropping this.
    stop: Option<Sender<Hint>>,
    thread: Option<JoinHandle<()>>,
}

/// Why to look.
enum Hint {
    Changed,
    Stop,
}

impl Manager {
    /// Watches the base folder: a plugin that is added or installed starts, one that changes is replaced by its new version,
    /// one that is removed stops.
    ///
    /// A folder is picked up when its `plugin.json` can be read and its content was the same for a while; a version that
    /// does not build, asks for more than it was granted or breaks its callers leaves the old one serving, and is tried
    /// again when it changes. What happens is told by [`Manager::subscribe`]; where a plugin keeps its old version, its
    /// status has the reason.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let watch = manager.watch()?;
    /// for event in manager.subscribe() {
    ///     println!("{event}");
    /// }
    /// drop(watch);
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Watch`] where the system cannot watch the folder.
    pub fn watch(&self) -> Result<Watch, ManageError> {
        self.watch_settled(SETTLE)
    }

    /// Watches with another time to settle than usual.
    ///
    /// # Errors
    /// As for [`Manager::watch`].
    pub fn watch_settled(&self, settle: Duration) -> Result<Watch, ManageError> {
        let (sender, receiver) = channel();
        let hints = sender.clone();
        let failed = |source| ManageError::Watch { path: self.base().to_owned(), source };
        let report = move |_: DebounceEventResult| {
            // Nobody watches any more where nobody listens.
            let _ = hints.send(Hint::Changed);
        };
        let mut debouncer = new_debouncer(settle / 2, None, report).map_err(failed)?;
        debouncer.watch(self.base(), RecursiveMode::Recursive).map_err(failed)?;
        let mut watcher = Watcher { manager: self.clone(), tracker: self.tracker(), settle, _debouncer: debouncer };
        let thread = std::thread::spawn(move || watcher.run(&receiver));
        Ok(Watch { stop: Some(sender), thread: Some(thread) })
    }

    /// The store, where there is one that can be read.
    fn store_seen(&self) -> Option<&Store> {
        self.inner.store().unwrap_or_default()
    }

    /// Begins with what runs as it is: a version that serves is not built again because it is watched from now on.
    fn tracker(&self) -> Tracker {
        let mut tracker = Tracker::default();
        let running: Vec<Name> =
            self.list().into_iter().filter(|status| status.state.serves()).map(|status| status.name).collect();
        let content =
            snapshot::take(self.base(), self.store_seen()).into_iter().filter(|(name, _)| running.contains(name));
        tracker.begin(content.collect());
        tracker
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended already.
            let _ = stop.send(Hint::Stop);
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread of a [`Watch`] has.
struct Watcher {
    manager: Manager,
    tracker: Tracker,
    settle: Duration,
    _debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Watcher {
    fn run(&mut self, hints: &Receiver<Hint>) {
        loop {
            let unsettled = self.look();
            let wait = if unsettled { self.settle } else { LOOK };
            match hints.recv_timeout(wait) {
                Ok(Hint::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Hint::Changed) | Err(RecvTimeoutError::Timeout) => {}
            }
            // One look answers for all hints that have come by now.
            while let Ok(hint) = hints.try_recv() {
                if let Hint::Stop = hint {
                    return;
                }
            }
        }
    }

    /// Looks once, and returns whether something has not settled yet.
    fn look(&mut self) -> bool {
        let content = snapshot::take(self.manager.base(), self.manager.store_seen());
        let (changes, unsettled) = self.tracker.observe(Instant::now(), self.settle, content);
        for change in changes {
            if let Err(error) = self.follow(&change) {
                tracing::warn!("{}", chain(&error));
            }
        }
        unsettled
    }

    fn follow(&self, change: &Change) -> Result<(), ManageError> {
        match change {
            Change::Whole(name) => match self.manager.get(name.as_str()) {
                Ok(managed) if managed.status().state.serves() => {
                    // Whoever installed a version was shown what it breaks.
                    let accept_breaks = self.manager.inner.installed(&managed.status().folder)?.is_some();
                    let options = UpgradeOptions { accept_breaks, ..UpgradeOptions::default() };
                    let upgraded = self.manager.upgrade(name.as_str(), &options);
                    upgraded.map(drop).inspect_err(|error| self.manager.keep_old(name, &chain(error)))
                }
                _ => {
                    self.manager.discover()?;
                    self.manager.load_known(name.as_str()).map(drop)
                }
            },
            Change::Gone(name) => {
                self.manager.unload(name.as_str())?;
                self.manager.discover().map(drop)
            }
        }
    }
}

impl Manager {
    /// Notes why a plugin still serves its old version.
    fn keep_old(&self, name: &Name, reason: &str) {
        let Ok(slot) = self.inner.slot(name.as_str()) else { return };
        let Some(serving) = slot.current() else { return };
        let state = slot.status().state;
        let kept = if state.serves() { state } else { State::Ready };
        let version = serving.manifest.version.clone();
        let reason = format!("{version} still serves: {reason}");
        crate::track::Track::of_plugin(&self.inner.shared.hub, &slot, version).force(kept, Some(reason));
    }
}
