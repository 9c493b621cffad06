//! [`Manager`]: the plugins below one folder, by name. What happens to them is in the files beside: how they are found in
//! `discover.rs`, how they start and stop in `load.rs` and `stop.rs`, how they are replaced in `upgrade.rs`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, OnceLock};

use arc_swap::ArcSwap;
use foldhash::fast::RandomState;
use plugwright::{Context, Swap, Value};

use crate::depends::Node;
use crate::event::{Event, Hub};
use crate::shared::Shared;
use crate::slot::Slot;
use crate::status::slot_status;
use crate::{Installed, ManageError, Managed, Manifest, Name, Options, PluginStatus, Store, Stray};

/// Folder below the base that is the store.
const STORE_FOLDER: &str = ".store";

/// The plugins of a manager by name.
pub(crate) type Index = HashMap<Name, Arc<Slot>, RandomState>;

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
    pub(crate) index: Swap<Index>,
    /// Held while the index changes.
    pub(crate) changing: Mutex<()>,
    pub(crate) strays: ArcSwap<Vec<Stray>>,
    /// Opened when it is first seen.
    store: OnceLock<Store>,
}

impl Manager {
    /// Manages the plugins below `base` with the default options, which grant nothing. Reads nothing yet.
    ///
    /// ```no_run
    /// use plugwright_manager::Manager;
    ///
    /// let manager = Manager::new("plugins");
    /// println!("{} plugins", manager.discover()?.len());
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    #[must_use]
    pub fn new(base: impl Into<PathBuf>) -> Self {
        Self::with_options(base, Options::default())
    }

    /// Manages the plugins below `base`.
    ///
    /// ```no_run
    /// use plugwright::{Capability, Policy};
    /// use plugwright_manager::{Manager, Options};
    ///
    /// // Whoever asks for files gets them; nobody gets anything else.
    /// let files = |asked: &std::collections::BTreeSet<Capability>| asked.contains(&Capability::Fs);
    /// let options = Options::default().grants(move |manifest| match files(&manifest.grants) {
    ///     true => Policy::default().grant(Capability::Fs),
    ///     false => Policy::default(),
    /// });
    /// let manager = Manager::with_options("plugins", options);
    /// ```
    #[must_use]
    pub fn with_options(base: impl Into<PathBuf>, options: Options) -> Self {
        let base = base.into();
        let inner = Arc::new_cyclic(|manager| Inner {
            base: std::path::absolute(&base).unwrap_or(base),
            shared: Shared { options, hub: Hub::default(), manager: manager.clone() },
            index: Swap::default(),
            changing: Mutex::default(),
            strays: ArcSwap::default(),
            store: OnceLock::new(),
        });
        Self { inner }
    }

    /// Returns how all plugins stand, by name.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// for status in manager.list() {
    ///     println!("{} is {}: {}", status.name, status.state, status.reason.unwrap_or_default());
    /// }
    /// ```
    #[must_use]
    pub fn list(&self) -> Vec<PluginStatus> {
        let mut list: Vec<_> = self.slots().iter().map(|slot| slot_status(slot)).collect();
        list.sort_by(|one, other| one.name.cmp(&other.name));
        list
    }

    /// Returns a handle to one plugin, which saves the look-up by name.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let greet = manager.get("greet")?;
    /// println!("{}", greet.status().state);
    /// greet.call("greet", &["World".into()])?;
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`] where there is none; the error names the most similar one.
    pub fn get(&self, name: &str) -> Result<Managed, ManageError> {
        Ok(Managed { inner: self.inner.clone(), slot: self.inner.slot(name)? })
    }

    /// Calls a function of a plugin.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let text = manager.call("greet", "greet", &["World".into()])?;
    /// assert_eq!(text, "Hello, World!".into());
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], [`ManageError::NotReady`], and [`ManageError::Call`] as for a direct call.
    #[inline]
    pub fn call(&self, plugin: &str, function: &str, args: &[Value]) -> Result<Value, ManageError> {
        let index = self.inner.index.enter();
        match index.get().and_then(|index| index.get(plugin)) {
            Some(slot) => slot.call(&self.inner.shared, function, args),
            None => Err(self.inner.no_plugin(plugin)),
        }
    }

    /// Calls a function of a plugin in a context, in which it also finds its config, its log and its state.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let ctx = plugwright::Context::builder().label("nightly").build();
    /// manager.call_with("report", "write", &ctx, &[7.into()])?;
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
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

    /// Lets a hook look at every transition before it happens. The first that returns an error keeps the plugin where it
    /// is, and the error's text is the reason. Failures are not asked about.
    ///
    /// A hook may list and call plugins, but must not load, stop or replace the one that it is asked about, or load one that
    /// needs it: that waits for the hook. A plugin that it calls is not started by that ([`crate::Start::FirstCall`]).
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// manager.before(|event| match event.plugin.as_str() {
    ///     "untried" if event.to.serves() => Err("it is not released".to_owned()),
    ///     _ => Ok(()),
    /// });
    /// ```
    pub fn before(&self, hook: impl Fn(&Event) -> Result<(), String> + Send + Sync + 'static) {
        self.inner.shared.hub.before(Arc::new(hook));
    }

    /// Tells a hook of every transition that has happened, on the thread that made it. The hook may do what
    /// [`Manager::before`] says.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// manager.after(|event| println!("{event}"));
    /// ```
    pub fn after(&self, hook: impl Fn(&Event) + Send + Sync + 'static) {
        self.inner.shared.hub.after(Arc::new(hook));
    }

    /// Returns every transition from now on.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// let events = manager.subscribe();
    /// manager.load_all()?;
    /// for event in events.try_iter() {
    ///     println!("{event}");
    /// }
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
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
        self.inner.index().values().cloned().collect()
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Manager({}, {} plugins)", self.inner.base.display(), self.inner.index().len())
    }
}

impl Inner {
    /// The store, where there is one. It is never made by looking.
    pub(crate) fn store(&self) -> Result<Option<&Store>, ManageError> {
        if self.store.get().is_none() && self.base.join(STORE_FOLDER).is_dir() {
            let store = Store::open(&self.base).map_err(|error| ManageError::Store(Box::new(error)))?;
            // Another thread may have been quicker with the same.
            let _ = self.store.set(store);
        }
        Ok(self.store.get())
    }

    /// What the store knows of the version in that folder, if it is one of the store's.
    pub(crate) fn installed(&self, folder: &Path) -> Result<Option<Installed>, ManageError> {
        match self.store()? {
            Some(store) => store.of_folder(folder).map_err(|error| ManageError::Store(Box::new(error))),
            None => Ok(None),
        }
    }

    pub(crate) fn index(&self) -> Arc<Index> {
        self.index.load().unwrap_or_default()
    }

    pub(crate) fn slot(&self, name: &str) -> Result<Arc<Slot>, ManageError> {
        let index = self.index.enter();
        index.get().and_then(|index| index.get(name)).cloned().ok_or_else(|| self.no_plugin(name))
    }

    #[cold]
    fn no_plugin(&self, name: &str) -> ManageError {
        let index = self.index();
        let nearest = plugwright_interface::nearest(name, index.keys().map(Name::as_str)).map(str::to_owned);
        ManageError::NoPlugin { name: name.to_owned(), nearest }
    }

    /// What each plugin with a manifest needs; of those that run, the version that serves.
    pub(crate) fn nodes(&self) -> BTreeMap<Name, Node> {
        let index = self.index();
        let manifest = |slot: &Arc<Slot>| -> Option<Manifest> {
            slot.current().map(|serving| serving.manifest.clone()).or_else(|| slot.status().manifest.clone())
        };
        let node = |manifest: Manifest| Node { version: manifest.version, depends: manifest.depends };
        index.iter().filter_map(|(name, slot)| Some((name.clone(), node(manifest(slot)?)))).collect()
    }
}
