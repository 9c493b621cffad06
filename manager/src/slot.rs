//! [`Slot`]: one plugin of a manager, whichever of its versions serves. Calls take no lock. How what serves changes is in
//! `slot/change.rs`.

mod change;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use plugwright::{CallError, Context, Plugin, Swap, Value};
use semver::Version;

use crate::latency::Latency;
use crate::ledger::Ledger;
use crate::restarts::Restarts;
use crate::serving::Serving;
use crate::shared::Shared;
use crate::work::{Inside, Work};
use crate::{ManageError, Manager, Manifest, Name, Start, State};

/// Panics older than this do not count.
const WINDOW: Duration = Duration::from_secs(60);

/// Books of versions that are kept.
const KEPT: usize = 1024;

/// One plugin.
pub(crate) struct Slot {
    pub(crate) name: Name,
    /// Held while the plugin is loaded, stopped or replaced.
    pub(crate) work: Work,
    status: Mutex<Status>,
    current: Swap<Serving>,
    /// The version before, which can serve again. Held while `current` changes.
    previous: Mutex<Option<Arc<Serving>>>,
    books: Mutex<Vec<Book>>,
    pub(crate) latency: Latency,
    panics: Mutex<VecDeque<Instant>>,
    pub(crate) restarts: Mutex<Restarts>,
    pub(crate) loads: AtomicU64,
    pub(crate) returns: AtomicU64,
}

/// Where the plugin stands.
#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub(crate) state: State,
    pub(crate) reason: Option<String>,
    /// The folder with its `plugin.json`.
    pub(crate) folder: PathBuf,
    /// What that said when it was last read without fault.
    pub(crate) manifest: Option<Manifest>,
}

/// The books of one version that was open once.
pub(crate) struct Book {
    pub(crate) version: Version,
    pub(crate) digest: String,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) serving: Weak<Serving>,
}

/// The version before, which stays as it is meanwhile, and so does `current`.
pub(crate) type Previous<'s> = MutexGuard<'s, Option<Arc<Serving>>>;

/// How a call failed.
enum Failure {
    Returned,
    Panicked(String),
}

impl Slot {
    pub(crate) fn new(name: Name, status: Status) -> Self {
        Self {
            name,
            work: Work::default(),
            status: Mutex::new(status),
            current: Swap::default(),
            previous: Mutex::default(),
            books: Mutex::default(),
            latency: Latency::default(),
            panics: Mutex::default(),
            restarts: Mutex::default(),
            loads: AtomicU64::new(0),
            returns: AtomicU64::new(0),
        }
    }

    pub(crate) fn status(&self) -> MutexGuard<'_, Status> {
        lock(&self.status)
    }

    /// Takes over which version the plugin is in.
    pub(crate) fn stands_at(&self, folder: PathBuf, manifest: Manifest) {
        let mut status = self.status();
        status.folder = folder;
        status.manifest = Some(manifest);
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Vec<Book>> {
        lock(&self.books)
    }

    pub(crate) fn current(&self) -> Option<Arc<Serving>> {
        self.current.load()
    }

    pub(crate) fn previous(&self) -> Option<Arc<Serving>> {
        lock(&self.previous).clone()
    }

    /// Calls a function of the version that serves.
    #[inline]
    pub(crate) fn call(&self, shared: &Shared, function: &str, args: &[Value]) -> Result<Value, ManageError> {
        self.within(shared, None, |_, plugin| plugin.call(function, args))
    }

    /// Calls a function of the version that serves in a context.
    pub(crate) fn call_with(
        &self,
        shared: &Shared,
        (function, args): (&str, &[Value]),
        context: &Context,
    ) -> Result<Value, ManageError> {
        self.within(shared, context.deadline(), |serving, plugin| serving.call_with(plugin, function, context, args))
    }

    /// Has a call done by exactly one version.
    #[inline]
    fn within(
        &self,
        shared: &Shared,
        deadline: Option<Instant>,
        call: impl FnOnce(&Serving, &Plugin) -> Result<Value, CallError>,
    ) -> Result<Value, ManageError> {
        let until = || {
            let longest = Instant::now().checked_add(shared.options.turn);
            longest.into_iter().chain(deadline).min()
        };
        loop {
            let current = self.current.enter();
            let Some(serving) = current.get() else {
                drop(current);
                self.start(shared)?;
                continue;
            };
            let _turn = serving.turn(until)?;
            let own = serving.own_copy()?;
            // A version that was just replaced admits nothing more, and its successor is there already.
            let Some(admission) = serving.ledger.admit() else { continue };
            let started = admission.is_sample().then(Instant::now);
            let result = call(serving, own.as_ref().unwrap_or(&serving.plugin));
            drop(admission);
            if let Some(started) = started {
                self.latency.note(started.elapsed());
            }
            return match result {
                Ok(value) => {
                    if serving.condition.is_on_probation() {
                        self.recovered(shared, serving);
                    }
                    if let Value::Result(Err(_)) = value {
                        self.failed(shared, serving, Failure::Returned);
                    }
                    Ok(value)
                }
                Err(error) => {
                    if let CallError::Panicked { .. } = error {
                        self.failed(shared, serving, Failure::Panicked(error.to_string()));
                    }
                    Err(error.into())
                }
            };
        }
    }

    /// Starts the plugin where its first call is to do that, or waits for who does.
    #[cold]
    fn start(&self, shared: &Shared) -> Result<(), ManageError> {
        // A hook of the thread that starts it would wait for itself.
        if shared.options.start != Start::FirstCall || Inside::is_here() || !self.status().state.may_come_up() {
            return Err(self.not_ready());
        }
        let working = self.work.begin();
        if self.current().is_some() {
            return Ok(());
        }
        let is_new = self.status().state == State::Discovered;
        drop(working);
        match shared.manager.upgrade().filter(|_| is_new) {
            Some(inner) => Manager { inner }.load_known(self.name.as_str()).map(drop),
            None => Err(self.not_ready()),
        }
    }

    #[cold]
    pub(crate) fn not_ready(&self) -> ManageError {
        let status = self.status();
        ManageError::NotReady { plugin: self.name.clone(), state: status.state, reason: status.reason.clone() }
    }

    /// Counts a failure, and draws the conclusions.
    #[cold]
    fn failed(&self, shared: &Shared, serving: &Serving, failure: Failure) {
        let last = match &failure {
            Failure::Returned => {
                serving.ledger.note_failed();
                "it returned an error".to_owned()
            }
            Failure::Panicked(message) => {
                serving.ledger.note_panicked();
                message.clone()
            }
        };
        let tally = serving.ledger.tally();
        if let Some(trial) = serving.trial.filter(|trial| tally.finished <= trial.calls) {
            let failures = tally.failed + tally.panicked;
            if tally.panicked > trial.panics || failures > trial.failures {
                let reason =
                    format!("{failures} of its first {} calls failed, the last because {last}", tally.finished);
                if self.give_back(shared, serving, &reason) {
                    return;
                }
            }
        }
        if let Failure::Panicked(message) = failure {
            self.panicked(shared, serving, &message);
        }
    }

    /// Counts a panic, and returns how many there were lately.
    pub(crate) fn count_panic(&self) -> u64 {
        let mut panics = lock(&self.panics);
        let now = Instant::now();
        panics.push_back(now);
        while panics.front().is_some_and(|first| now.duration_since(*first) > WINDOW) {
            panics.pop_front();
        }
        panics.len() as u64
    }

    fn keep_book(&self, serving: &Arc<Serving>) {
        let mut books = self.books();
        if books.iter().any(|book| Arc::ptr_eq(&book.ledger, &serving.ledger)) {
            return;
        }
        if books.len() == KEPT {
            books.remove(0);
        }
        books.push(Book {
            version: serving.manifest.version.clone(),
            digest: serving.plugin.built().artifact.digest.clone(),
            ledger: serving.ledger.clone(),
            serving: Arc::downgrade(serving),
        });
    }
}

/// A panic of a host's hook leaves these as they are.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
