//! [`Slot`]: one plugin of a manager, whichever of its versions serves. Calls take no lock.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use plugwright::{CallError, Context, Plugin, Swap, Value};
use semver::Version;

use crate::latency::Latency;
use crate::ledger::Ledger;
use crate::lifecycle::{self, Moment};
use crate::restarts::Restarts;
use crate::serving::Serving;
use crate::shared::Shared;
use crate::track::Track;
use crate::{Action, ManageError, Manager, Manifest, Name, Record, Start, State, Verdict};

/// Panics older than this do not count.
const WINDOW: Duration = Duration::from_secs(60);

/// Books of versions that are kept.
const KEPT: usize = 1024;

/// One plugin.
pub(crate) struct Slot {
    pub(crate) name: Name,
    /// Held while the plugin is loaded, stopped or replaced.
    pub(crate) work: Mutex<()>,
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
type Previous<'s> = MutexGuard<'s, Option<Arc<Serving>>>;

/// How a call failed.
enum Failure {
    Returned,
    Panicked(String),
}

impl Slot {
    pub(crate) fn new(name: Name, status: Status) -> Self {
        Self {
            name,
            work: Mutex::default(),
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
            let longest = Instant::now() + shared.options.turn;
            deadline.map_or(longest, |deadline| deadline.min(longest))
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
                // The first call is always among those that are timed.
                if result.is_ok() && serving.condition.recover() {
                    self.recovered(shared, serving);
                }
            }
            return match result {
                Ok(value) => {
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

    /// Starts the plugin where its first call is to do that.
    #[cold]
    fn start(&self, shared: &Shared) -> Result<(), ManageError> {
        let may = shared.options.start == Start::FirstCall && self.status().state == State::Discovered;
        match shared.manager.upgrade().filter(|_| may) {
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

    /// Lets nothing serve any more, if `serving` does. Returns whether it did.
    pub(crate) fn withdraw(&self, serving: &Serving) -> bool {
        let Some((_pointer, current)) = self.still(serving) else { return false };
        self.current.replace(None);
        current.ledger.close();
        true
    }

    /// Keeps the pointer as it is, if `serving` is what it points to, and returns it.
    fn still(&self, serving: &Serving) -> Option<(Previous<'_>, Arc<Serving>)> {
        let previous = lock(&self.previous);
        let current = self.current().filter(|current| std::ptr::eq(Arc::as_ptr(current), serving))?;
        Some((previous, current))
    }

    /// Puts a version into the place of the one that serves, and returns that one, closed, and the one before it, which
    /// serves no more.
    pub(crate) fn put(&self, new: Arc<Serving>) -> (Option<Arc<Serving>>, Option<Arc<Serving>>) {
        let mut previous = lock(&self.previous);
        let old = self.exchange(new);
        let before = std::mem::replace(&mut *previous, old.clone());
        (old, before)
    }

    /// Puts a fresh copy of the version that serves into its place; the version before stays what it is.
    pub(crate) fn renew(&self, fresh: Arc<Serving>) {
        let _previous = lock(&self.previous);
        self.exchange(fresh);
    }

    /// Moves the pointer, and returns what it pointed to, closed.
    fn exchange(&self, new: Arc<Serving>) -> Option<Arc<Serving>> {
        self.keep_book(&new);
        new.ledger.reopen();
        let old = self.current.replace(Some(new));
        if let Some(old) = &old {
            old.ledger.close();
        }
        lock(&self.panics).clear();
        old
    }

    /// Takes the version that serves away, closed, and the one before.
    pub(crate) fn take(&self) -> (Option<Arc<Serving>>, Option<Arc<Serving>>) {
        let mut previous = lock(&self.previous);
        let current = self.current.replace(None);
        if let Some(current) = &current {
            current.ledger.close();
        }
        (current, previous.take())
    }

    /// Lets the version before serve again in place of `failing`, which is drained aside. Returns false where there is
    /// none, or where `failing` does not serve any more.
    pub(crate) fn give_back(&self, shared: &Shared, failing: &Serving, reason: &str) -> bool {
        let Some((mut previous, failing)) = self.still(failing) else { return false };
        let Some(old) = previous.take() else { return false };
        old.ledger.reopen();
        self.current.replace(Some(old.clone()));
        failing.ledger.close();
        drop(previous);
        self.returns.fetch_add(1, Relaxed);
        failing.host.set_state(State::Quarantined);
        old.host.set_state(State::Ready);
        let version = |serving: &Serving| serving.manifest.version.clone();
        Track::of_candidate(&shared.hub, &self.name, version(&failing), State::Ready)
            .force(State::Quarantined, Some(reason.to_owned()));
        self.stands_at(old.folder.clone(), old.manifest.clone());
        let reason = format!("{} is back: {reason}", version(&old));
        Track::of_plugin(&shared.hub, self, version(&old)).force(State::Ready, Some(reason.clone()));
        shared.note(|| Record {
            version: Some(version(&old)),
            digest: old.digest(),
            reason: Some(reason),
            ..Record::new(Action::Return, Some(self.name.clone()), Verdict::Done)
        });
        let options = shared.options.clone();
        // This may be a call of the failing version itself, so its end is waited for elsewhere.
        std::thread::spawn(move || {
            failing.ledger.drain(Instant::now() + options.drain);
            // It is gone already, whatever it says to that.
            let _ = lifecycle::call(&failing, Moment::Unload, options.lifecycle);
        });
        true
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
