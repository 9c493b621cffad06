//! [`Watch`]: a plugin that is built again when its files change. Events are hints: what decides is the content.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Deref;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use plugwright_loader::Live;

use crate::builder::Recipe;
use crate::{Error, Plugin};

/// How long the folder must be left alone before it is looked at. An editor writes a file in one go; this waits for the
/// second half of one that is written in two.
const QUIET: Duration = Duration::from_millis(3);

/// So often at most: a folder that is never left alone is looked at all the same.
const ROUNDS: usize = 10;

/// More reports than these are forgotten, the oldest first.
const REPORTS: usize = 64;

/// A plugin whose newest version that builds is always the one that is called.
///
/// When files in its folder change, the plugin is built again under the same policy, and the new version takes the place
/// of the old one as [`Live::swap`] says, state included. One that does not build, that the policy refuses, or whose
/// functions have other types does not: the old one serves on, and a [`Reload::Kept`] says why. Changes that come while a
/// build runs are built together.
///
/// After an edit that changes nothing but what functions do, only the plugin is compiled and not its bridge. For that,
/// functions are called by their bridge and not inlined into it, which costs a call about a nanosecond.
///
/// ```no_run
/// let plugin = plugwright::watch("plugins/price")?;
/// let price = plugin.function("price")?.typed::<(u64,), u64>()?;
/// loop {
///     println!("{:?}", price.call((3,)));              // the newest version
///     for reload in plugin.reloads() {
///         println!("{reload}");
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Watch {
    shared: Arc<Shared>,
    /// Dropped first: it wakes the thread for the last time.
    watcher: Option<RecommendedWatcher>,
    thread: Option<JoinHandle<()>>,
}

/// What became of a change.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reload {
    /// A new version serves.
    Swapped {
        /// Its number.
        version: u64,
        /// From the first look at the changed files until it served.
        took: Duration,
        /// How much of that the swap itself took, state included.
        swap: Duration,
    },
    /// The old version serves on.
    Kept {
        /// Its number.
        version: u64,
        /// Why the changed files did not become a new one.
        error: Error,
    },
}

impl fmt::Display for Reload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Swapped { version, took, .. } => write!(f, "version {version} serves, after {} ms", took.as_millis()),
            Self::Kept { version, error } => {
                write!(f, "version {version} serves on: {error}")?;
                let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
                causes.into_iter().try_for_each(|cause| write!(f, ": {cause}"))
            }
        }
    }
}

/// What the watching thread and the host share.
struct Shared {
    recipe: Recipe,
    live: Live,
    progress: Mutex<Progress>,
    changed: Condvar,
    /// Held while the folder is looked at, so that what was read first does not replace what was read last.
    looking: Mutex<()>,
}

struct Progress {
    /// Digest of the sources that were built last, whether that worked or not.
    seen: Option<String>,
    reports: VecDeque<Reload>,
}

impl Watch {
    pub(crate) fn start(recipe: Recipe) -> Result<Self, Error> {
        let failed = |source| Error::Watch { dir: recipe.dir.clone(), source };
        // One waiting hint is enough: it says to look, not at what.
        let (hint, hints) = sync_channel(1);
        let on_event = move |event: notify::Result<Event>| {
            if is_change(&event) {
                give(&hint);
            }
        };
        let mut watcher = notify::recommended_watcher(on_event).map_err(failed)?;
        // Before the first build, so that no change falls between the two.
        watcher.watch(&recipe.dir, RecursiveMode::Recursive).map_err(failed)?;
        let seen = digest(&recipe.dir);
        let plugin = recipe.clone().builder().build()?;
        let progress = Mutex::new(Progress { seen, reports: VecDeque::new() });
        let live = Live::new(plugin.library().clone());
        let shared = Arc::new(Shared { recipe, live, progress, changed: Condvar::new(), looking: Mutex::new(()) });
        let thread = thread::spawn({
            let shared = shared.clone();
            move || shared.follow(&hints)
        });
        Ok(Self { shared, watcher: Some(watcher), thread: Some(thread) })
    }

    /// Returns what is called.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.shared.live
    }

    /// Looks at the files now, on this thread, and returns what became of a change, if there was one.
    #[must_use]
    pub fn look(&self) -> Option<Reload> {
        self.shared.look()
    }

    /// Returns what became of the changes since it was last asked, oldest first.
    #[must_use]
    pub fn reloads(&self) -> Vec<Reload> {
        self.shared.progress().reports.drain(..).collect()
    }

    /// Waits until there is something to report, or until the time is over, and returns all of it.
    #[must_use]
    pub fn wait(&self, at_most: Duration) -> Vec<Reload> {
        let progress = self.shared.progress();
        let waited = self.shared.changed.wait_timeout_while(progress, at_most, |progress| progress.reports.is_empty());
        let (mut progress, _) = waited.unwrap_or_else(PoisonError::into_inner);
        progress.reports.drain(..).collect()
    }
}

impl Deref for Watch {
    type Target = Live;

    fn deref(&self) -> &Live {
        &self.shared.live
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Watch({}, {:?})", self.shared.recipe.dir.display(), self.shared.live)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // With the watcher goes the sender of hints, and without that the thread ends after what it is doing.
        drop(self.watcher.take());
        if let Some(thread) = self.thread.take() {
            // A panic there was reported when it happened.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn follow(&self, hints: &Receiver<()>) {
        while settled(hints) {
            let Some(reload) = self.look() else { continue };
            let mut progress = self.progress();
            if progress.reports.len() == REPORTS {
                progress.reports.pop_front();
            }
            progress.reports.push_back(reload);
            self.changed.notify_all();
        }
    }

    /// Builds what is in the folder, if it is not what was built last.
    fn look(&self) -> Option<Reload> {
        let _one_at_a_time = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let start = Instant::now();
        loop {
            let sources = digest(&self.recipe.dir);
            if sources.is_some() && sources == self.progress().seen {
                return None;
            }
            let built = self.recipe.clone().builder().build();
            // Files that changed while they were read or compiled are a hint more, and what they were is nothing to
            // complain about.
            if built.is_err() && digest(&self.recipe.dir) != sources {
                continue;
            }
            let before = std::mem::replace(&mut self.progress().seen, sources);
            return match built.and_then(|plugin| self.swap(&plugin, start)) {
                Ok(reload) => reload,
                // The folder is gone, which was reported when that happened.
                Err(Error::Load(_)) if before.is_none() => None,
                Err(error) => Some(Reload::Kept { version: self.live.version(), error }),
            };
        }
    }

    fn swap(&self, plugin: &Plugin, start: Instant) -> Result<Option<Reload>, Error> {
        if plugin.library().digest() == self.live.library().digest() {
            return Ok(None);
        }
        let swap = Instant::now();
        let version = self.live.swap(plugin.library().clone())?;
        Ok(Some(Reload::Swapped { version, took: start.elapsed(), swap: swap.elapsed() }))
    }
}

/// Waits for a hint, and for a pause after it. Not where the watch is being dropped.
fn settled(hints: &Receiver<()>) -> bool {
    let mut hint = hints.recv().map_err(|_ended| RecvTimeoutError::Disconnected);
    for _ in 0..ROUNDS {
        if hint.is_err() {
            break;
        }
        hint = hints.recv_timeout(QUIET);
    }
    hint != Err(RecvTimeoutError::Disconnected)
}

/// Whether something may have changed. Reading a file, as each build does, is an event too.
fn is_change(event: &notify::Result<Event>) -> bool {
    match event {
        Ok(event) => {
            let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
            event.kind == written || !event.kind.is_access()
        }
        // Perhaps events were lost.
        Err(_) => true,
    }
}

fn give(hint: &SyncSender<()>) {
    match hint.try_send(()) {
        // A hint that waits already stands for this one too.
        Ok(()) | Err(TrySendError::Full(())) => {}
        // The watch is being dropped.
        Err(TrySendError::Disconnected(())) => {}
    }
}

fn digest(dir: &Path) -> Option<String> {
    plugwright_analyzer::load(dir).ok().map(|sources| sources.digest())
}
