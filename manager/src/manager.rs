//! [`Manager`]: the plugins below one folder, by name. How they start and stop is in `load.rs`, how they are replaced in
//! `upgrade.rs`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use plugwright::{Context, Interface, Memory, Value};
use semver::Version;
use serde::Serialize;

use crate::depends::Node;
use crate::discover::{Found, Stray, add_installed, discover};
use crate::event::{Event, Hub};
use crate::ledger::Tally;
use crate::shared::Shared;
use crate::slot::{Slot, Status, lock};
use crate::track::Track;
use crate::{ManageError, Manifest, Name, Options, State, Store};

/// Folder below the base that is the store.
const STORE_FOLDER: &str = ".store";

/// The plugins below one folder.
///
/// Cloning is cheap and gives another handle to the same. Dropping the last one stops nothing: a host that wants
/// `on_unload` to be called calls [`Manager::unload_all`].
///
/// ```no_run
/// use plugwright_manager::Manager;
///
/// let manager = Manager::new("plugins");
/// for status in manager.load_all()? {
///     println!("{} is {}", status.name, status.state);
/// }
/// manager.call("greet", "greet", &["World".into()])?;
/// # Ok::<(), plugwright_manager::ManageError>(())
/// ```
///
/// # Thread safety
/// May be used from any number of threads at once. A call takes no lock, so a plugin may be replaced while it is called,
/// and a plugin's call may lead to another's.
#[derive(Clone)]
pub struct Manager {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base: PathBuf,
    pub(crate) shared: Shared,
    /// By name; replaced as a whole.
    index: ArcSwap<HashMap<Name, Arc<Slot>>>,
    /// Held while the index changes.
    changing: Mutex<()>,
    strays: ArcSwap<Vec<Stray>>,
}

/// How one plugin stands.
#[derive(Clone, Debug, Serialize)]
pub struct PluginStatus {
    /// Its name.
    pub name: Name,
    /// Where it stands.
    pub state: State,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// The version that serves, or that the manifest names.
    pub version: Option<Version>,
    /// The version that could serve again.
    pub previous: Option<Version>,
    /// SHA-256 of the library that serves.
    pub digest: Option<String>,
    /// Its folder.
    pub folder: PathBuf,
}

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

/// A call that has not ended at its deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The plugin.
    pub plugin: Name,
    /// Its version.
    pub version: Version,
    /// The function.
    pub function: String,
    /// The label of the call.
    pub label: String,
    /// How long it has run.
    pub running: Duration,
    /// How long its deadline is over.
    pub late: Duration,
}

impl Manager {
    /// Manages the plugins below `base` with the default options, which grant nothing. Reads nothing yet.
    #[must_use]
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self::with_options(base, Options::default())
    }

    /// Manages the plugins below `base`.
    #[must_use]
    pub fn with_options(base: impl Into<PathBuf>, options: Options) -> Self {
        let base = base.into();
        let inner = Inner {
            base: std::path::absolute(&base).unwrap_or(base),
            shared: Shared { options, hub: Hub::default() },
            index: ArcSwap::default(),
            changing: Mutex::default(),
            strays: ArcSwap::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Looks which plugins there are. Those that run are left as they are; those whose folder is gone and that do not run
    /// are forgotten. Returns all, by name.
    ///
    /// # Errors
    /// [`ManageError::Discover`] and [`ManageError::Store`] where the base folder or the store in it cannot be read. What is
    /// wrong with a plugin is its own reason.
    pub fn discover(&self) -> Result<Vec<PluginStatus>, ManageError> {
        let mut discovered = discover(&self.inner.base).map_err(ManageError::Discover)?;
        let unreadable = |error| ManageError::Store(Box::new(error));
        if self.inner.base.join(STORE_FOLDER).is_dir() {
            let store = Store::open(&self.inner.base).map_err(unreadable)?;
            add_installed(&store, &mut discovered).map_err(unreadable)?;
        }
        self.inner.strays.store(Arc::new(discovered.strays));
        let _changing = lock(&self.inner.changing);
        let before = self.inner.index.load_full();
        let mut index: HashMap<Name, Arc<Slot>> = before
            .iter()
            .filter(|(name, slot)| discovered.found.contains_key(*name) || slot.current().is_some())
            .map(|(name, slot)| (name.clone(), slot.clone()))
            .collect();
        let mut fresh = Vec::new();
        for (name, found) in discovered.found {
            match index.get(&name) {
                Some(slot) if slot.current().is_some() => {}
                Some(slot) => update(slot, found),
                None => {
                    let slot = Arc::new(Slot::new(name.clone(), first_status(found)));
                    fresh.push(slot.clone());
                    index.insert(name, slot);
                }
            }
        }
        self.inner.index.store(Arc::new(index));
        drop(_changing);
        for slot in fresh {
            let (version, state, reason) = {
                let status = slot.status();
                (status.manifest.as_ref().map(|manifest| manifest.version.clone()), status.state, status.reason.clone())
            };
            Track::of_stranger(&self.inner.shared.hub, &slot, version).force(state, reason);
        }
        Ok(self.list())
    }

    /// Returns the folders that hold a `plugin.json` and are no plugin's, as of the last look.
    #[must_use]
    pub fn strays(&self) -> Vec<Stray> {
        self.inner.strays.load().to_vec()
    }

    /// Returns how all plugins stand, by name.
    #[must_use]
    pub fn list(&self) -> Vec<PluginStatus> {
        let mut list: Vec<_> = self.slots().iter().map(|slot| slot_status(slot)).collect();
        list.sort_by(|one, other| one.name.cmp(&other.name));
        list
    }

    /// Returns a handle to one plugin, which saves the look-up by name.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`] where there is none; the error names the most similar one.
    pub fn get(&self, name: &str) -> Result<Managed, ManageError> {
        Ok(Managed { inner: self.inner.clone(), slot: self.inner.slot(name)? })
    }

    /// Calls a function of a plugin.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], [`ManageError::NotReady`], and [`ManageError::Call`] as for a direct call.
    #[inline]
    pub fn call(&self, plugin: &str, function: &str, args: &[Value]) -> Result<Value, ManageError> {
        let index = self.inner.index.load();
        match index.get(plugin) {
            Some(slot) => slot.call(&self.inner.shared, function, args),
            None => Err(self.inner.no_plugin(plugin)),
        }
    }

    /// Calls a function of a plugin in a context, in which it also finds its config, its log and its state.
    ///
    /// # Errors
    /// As for [`Manager::call`].
    pub fn call_with(
        &self,
        plugin: &str,
        function: &str,
        context: &Context,
        args: &[Value],
    ) -> Result<Value, ManageError> {
        self.inner.slot(plugin)?.call_with(&self.inner.shared, (function, args), context)
    }

    /// Runs a plugin's `execute`.
    ///
    /// Where the context has a deadline, this returns soon after it in any case. The plugin is told and asked to stop;
    /// what does not listen runs on, since code in this process cannot be killed.
    ///
    /// # Errors
    /// [`ManageError::Overdue`] where it has not returned in time; else as for [`Manager::call`].
    pub fn execute(&self, plugin: &str, context: &Context) -> Result<Value, ManageError> {
        let Some(deadline) = context.deadline() else { return self.call_with(plugin, "execute", context, &[]) };
        let (sender, receiver) = channel();
        let (manager, name, inside) = (self.clone(), plugin.to_owned(), context.clone());
        let slot = self.inner.slot(plugin)?;
        std::thread::spawn(move || {
            // Nobody waits any more where it took too long.
            let _ = sender.send(manager.call_with(&name, "execute", &inside, &[]));
        });
        let until = deadline + self.inner.shared.options.grace;
        match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => {
                context.cancel();
                Err(ManageError::Overdue { plugin: slot.name.clone(), late: deadline.elapsed() })
            }
            Err(RecvTimeoutError::Disconnected) => Err(slot.not_ready()),
        }
    }

    /// Returns the calls with a context that have not ended at their deadline, of all versions that still run.
    #[must_use]
    pub fn overdue(&self) -> Vec<Overdue> {
        let now = Instant::now();
        let mut found = Vec::new();
        for slot in self.slots() {
            let versions: Vec<_> = slot.books().iter().filter_map(|book| book.serving.upgrade()).collect();
            for serving in versions {
                let late = serving.in_context().into_iter().filter_map(|running| {
                    let deadline = running.context.deadline().filter(|deadline| *deadline < now)?;
                    Some(Overdue {
                        plugin: slot.name.clone(),
                        version: serving.manifest.version.clone(),
                        label: running.context.label().to_owned(),
                        function: running.function,
                        running: now.duration_since(running.since),
                        late: now.duration_since(deadline),
                    })
                });
                found.extend(late);
            }
        }
        found
    }

    /// Returns what became of the calls of each version of a plugin, oldest first.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`].
    pub fn tallies(&self, plugin: &str) -> Result<Vec<VersionTally>, ManageError> {
        let slot = self.inner.slot(plugin)?;
        let books = slot.books();
        let tally = |book: &crate::slot::Book| VersionTally {
            version: book.version.clone(),
            digest: book.digest.clone(),
            calls: book.ledger.tally(),
        };
        Ok(books.iter().map(tally).collect())
    }

    /// Returns what a plugin has done and holds.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`].
    pub fn metrics(&self, plugin: &str) -> Result<Metrics, ManageError> {
        Ok(slot_metrics(&*self.inner.slot(plugin)?))
    }

    /// Lets a hook look at every transition before it happens. The first that returns an error keeps the plugin where it
    /// is, and the error's text is the reason. Failures are not asked about.
    ///
    /// A hook may list and call plugins, but must not load, stop or replace the one that it is asked about: that waits for
    /// the hook.
    pub fn before(&self, hook: impl Fn(&Event) -> Result<(), String> + Send + Sync + 'static) {
        self.inner.shared.hub.before(Arc::new(hook));
    }

    /// Tells a hook of every transition that has happened, on the thread that made it. The hook may do what
    /// [`Manager::before`] says.
    pub fn after(&self, hook: impl Fn(&Event) + Send + Sync + 'static) {
        self.inner.shared.hub.after(Arc::new(hook));
    }

    /// Returns every transition from now on.
    #[must_use]
    pub fn subscribe(&self) -> Receiver<Event> {
        self.inner.shared.hub.subscribe()
    }

    /// Returns the folder that the plugins lie in.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.inner.base
    }

    pub(crate) fn slots(&self) -> Vec<Arc<Slot>> {
        self.inner.index.load().values().cloned().collect()
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Manager({}, {} plugins)", self.inner.base.display(), self.inner.index.load().len())
    }
}

impl Inner {
    pub(crate) fn slot(&self, name: &str) -> Result<Arc<Slot>, ManageError> {
        self.index.load().get(name).cloned().ok_or_else(|| self.no_plugin(name))
    }

    #[cold]
    fn no_plugin(&self, name: &str) -> ManageError {
        let index = self.index.load();
        let nearest = plugwright_interface::nearest(name, index.keys().map(Name::as_str)).map(str::to_owned);
        ManageError::NoPlugin { name: name.to_owned(), nearest }
    }

    /// What each plugin with a manifest needs; of those that run, the version that serves.
    pub(crate) fn nodes(&self) -> BTreeMap<Name, Node> {
        let index = self.index.load();
        let manifest = |slot: &Arc<Slot>| -> Option<Manifest> {
            slot.current().map(|serving| serving.manifest.clone()).or_else(|| slot.status().manifest.clone())
        };
        let node = |manifest: Manifest| Node { version: manifest.version, depends: manifest.depends };
        index.iter().filter_map(|(name, slot)| Some((name.clone(), node(manifest(slot)?)))).collect()
    }
}

fn first_status(found: Found) -> Status {
    match found.manifest {
        Ok(manifest) => {
            Status { state: State::Discovered, reason: None, folder: found.folder, manifest: Some(manifest) }
        }
        Err(reason) => Status { state: State::Refused, reason: Some(reason), folder: found.folder, manifest: None },
    }
}

/// Takes over what is new of a plugin that does not run.
fn update(slot: &Slot, found: Found) {
    let mut status = slot.status();
    match found.manifest {
        Ok(manifest) if status.manifest.as_ref() == Some(&manifest) => status.folder = found.folder,
        manifest => *status = first_status(Found { manifest, ..found }),
    }
}

pub(crate) fn slot_status(slot: &Slot) -> PluginStatus {
    let (current, previous) = (slot.current(), slot.previous());
    let Status { state, reason, folder, manifest } = slot.status().clone();
    let version = |serving: &crate::serving::Serving| serving.manifest.version.clone();
    PluginStatus {
        name: slot.name.clone(),
        state,
        reason,
        version: current.as_deref().map(version).or_else(|| manifest.map(|manifest| manifest.version)),
        previous: previous.as_deref().map(version),
        digest: current.as_ref().map(|serving| serving.plugin.built().artifact.digest.clone()),
        folder,
    }
}

fn slot_metrics(slot: &Slot) -> Metrics {
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

/// One plugin of a manager.
#[derive(Clone)]
pub struct Managed {
    inner: Arc<Inner>,
    slot: Arc<Slot>,
}

impl Managed {
    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.slot.name
    }

    /// Returns how it stands.
    #[must_use]
    pub fn status(&self) -> PluginStatus {
        slot_status(&self.slot)
    }

    /// Returns what the version that serves offers.
    #[must_use]
    pub fn interface(&self) -> Option<Interface> {
        self.slot.current().map(|serving| serving.plugin.interface().clone())
    }

    /// Calls a function.
    ///
    /// # Errors
    /// As for [`Manager::call`].
    #[inline]
    pub fn call(&self, function: &str, args: &[Value]) -> Result<Value, ManageError> {
        self.slot.call(&self.inner.shared, function, args)
    }

    /// Returns what it has done and holds.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        slot_metrics(&self.slot)
    }
}

impl fmt::Debug for Managed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Managed({}, {})", self.slot.name, self.slot.status().state)
    }
}
