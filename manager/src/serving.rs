//! [`Serving`]: one version of a plugin that is open, with its books and the contexts that it has.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use arc_swap::ArcSwap;
use plugwright::{Artifact, Context, Level, Plugin, Surroundings, Value};

use crate::condition::Condition;
use crate::ledger::Ledger;
use crate::settings::Settings;
use crate::turn::{Turn, Turns};
use crate::{CallState, Digest, ManageError, Manifest, Name, State};

/// Where the lines of a plugin's log go.
pub(crate) type Log = Arc<dyn Fn(&Name, Level, &str) + Send + Sync>;

/// One version of a plugin that is open.
pub(crate) struct Serving {
    pub(crate) plugin: Plugin,
    pub(crate) manifest: Manifest,
    /// The folder that holds its `plugin.json`.
    pub(crate) folder: PathBuf,
    pub(crate) ledger: Arc<Ledger>,
    /// What it must stand before the old version may be forgotten.
    pub(crate) trial: Option<Trial>,
    pub(crate) host: Arc<Host>,
    pub(crate) condition: Condition,
    /// Where it takes only so many calls at once.
    turns: Option<Turns>,
    running: Mutex<HashMap<u64, Running>>,
    next: AtomicU64,
}

/// The first calls of a new version, and how many of them may fail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial {
    pub(crate) calls: u64,
    pub(crate) failures: u64,
    pub(crate) panics: u64,
}

/// What the plugin's context shows of its host.
pub(crate) struct Host {
    pub(crate) name: Name,
    pub(crate) settings: ArcSwap<Settings>,
    pub(crate) log: Log,
    state: AtomicU8,
}

/// A call that has a context.
#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) context: Context,
    pub(crate) function: String,
    pub(crate) since: Instant,
}

impl Host {
    pub(crate) fn new(name: Name, settings: Settings, log: Log) -> Self {
        let state = AtomicU8::new(number(State::Loading));
        Self { name, settings: ArcSwap::from_pointee(settings), log, state }
    }

    pub(crate) fn set_state(&self, state: State) {
        self.state.store(number(state), Relaxed);
    }
}

fn number(state: State) -> u8 {
    // There are five.
    state.seen_by_plugin().number() as u8
}

impl Surroundings for Host {
    fn setting(&self, name: &str) -> Option<Value> {
        self.settings.load().get(name)
    }

    fn log(&self, level: Level, line: &str) {
        (self.log)(&self.name, level, line);
    }

    fn state(&self) -> plugwright::State {
        plugwright::State::of_number(self.state.load(Relaxed).into())
    }
}

impl Serving {
    pub(crate) fn new(
        plugin: Plugin,
        manifest: Manifest,
        folder: PathBuf,
        host: Arc<Host>,
        trial: Option<Trial>,
    ) -> Self {
        let (running, next) = (Mutex::default(), AtomicU64::new(0));
        let turns = manifest.concurrency.map(Turns::new);
        let condition = Condition::sound();
        Self { plugin, manifest, folder, ledger: Arc::default(), trial, host, condition, turns, running, next }
    }

    /// Waits until a call may run, no longer than until then, if that ever comes.
    #[inline]
    pub(crate) fn turn(&self, until: impl FnOnce() -> Option<Instant>) -> Result<Option<Turn<'_>>, ManageError> {
        let Some(turns) = &self.turns else { return Ok(None) };
        let busy = |why| ManageError::Busy { plugin: self.manifest.name.clone(), most: turns.most, why };
        turns.take(until()).map(Some).map_err(busy)
    }

    /// Opens a library for one call alone, where its calls share nothing.
    #[inline]
    pub(crate) fn own_copy(&self) -> Result<Option<Plugin>, ManageError> {
        match self.manifest.state {
            CallState::Shared => Ok(None),
            CallState::PerCall => self.copy().map(Some),
        }
    }

    /// Opens the same library again, with `static`s of its own.
    #[cold]
    pub(crate) fn copy(&self) -> Result<Plugin, ManageError> {
        // What was opened before was vouched for.
        let Artifact { library, digest, .. } = &self.plugin.built().artifact;
        let failed = |source| ManageError::Open { plugin: self.manifest.name.clone(), source: Box::new(source) };
        Plugin::open_vouched(library, digest).map_err(failed)
    }

    /// Digest of its library.
    pub(crate) fn digest(&self) -> Option<Digest> {
        self.plugin.built().artifact.digest.parse().ok()
    }

    /// Calls a function in a context, which is known while the call runs.
    pub(crate) fn call_with(
        &self,
        plugin: &Plugin,
        function: &str,
        context: &Context,
        args: &[Value],
    ) -> Result<Value, plugwright::CallError> {
        let context = context.within(self.host.clone());
        let number = self.next.fetch_add(1, Relaxed);
        let running = Running { context: context.clone(), function: function.to_owned(), since: Instant::now() };
        self.running().insert(number, running);
        let result = plugin.call_with(function, &context, args);
        self.running().remove(&number);
        if context.deadline().is_some_and(|deadline| deadline < Instant::now()) {
            self.ledger.note_overdue();
        }
        result
    }

    /// The calls with a context that have not ended.
    pub(crate) fn in_context(&self) -> Vec<Running> {
        self.running().values().cloned().collect()
    }

    /// Tells every call with a context to stop, and returns how many there are.
    pub(crate) fn cancel(&self) -> u64 {
        let running = self.running();
        running.values().for_each(|running| running.context.cancel());
        running.len() as u64
    }

    fn running(&self) -> MutexGuard<'_, HashMap<u64, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
