//! In which order plugins start: those first that others need, and each with a state and a reason, so that one that does not
//! start stops nobody else. How one version starts is in `start.rs`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::depends::{Order, Unmet, order, unmet};
use crate::error::chain;
use crate::slot::{Slot, lock};
use crate::start::Candidate;
use crate::status::slot_status;
use crate::track::Track;
use crate::{Action, ManageError, Manager, Manifest, Name, OnError, PluginStatus, Record, State, Verdict};

impl Manager {
    /// Finds all plugins and starts them, those first that others need, on all processors. Returns how each stands.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// for status in manager.load_all()? {
    ///     println!("{} is {}: {}", status.name, status.state, status.reason.unwrap_or_default());
    /// }
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::Discover`] where the base folder cannot be read. A plugin that does not start is in the list with
    /// its reason, unless [`crate::Options::on_error`] says that it must start: then its error is returned, nothing
    /// more starts, and those that were being started by then end that and may run.
    pub fn load_all(&self) -> Result<Vec<PluginStatus>, ManageError> {
        self.discover()?;
        for slot in self.slots().iter().filter(|slot| slot.status().manifest.is_none()) {
            self.without_manifest(slot)?;
        }
        let order = order(&self.inner.nodes());
        for level in &order.levels {
            self.start_level(level, &order)?;
        }
        Ok(self.list())
    }

    /// Starts plugins that do not need one another, and no more of them once one that must start does not; returns the
    /// error of that.
    fn start_level(&self, level: &[Name], order: &Order) -> Result<(), ManageError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
        std::thread::scope(|scope| {
            for _ in 0..threads.min(level.len()) {
                scope.spawn(|| {
                    while lock(&failed).is_none()
                        && let Some(name) = level.get(next.fetch_add(1, Relaxed))
                    {
                        // The plugin keeps its reason.
                        if let Err(error) = self.start_one(name, order.unmet.get(name))
                            && self.on_error(name) == OnError::Fail
                        {
                            lock(&failed).get_or_insert(error);
                        }
                    }
                });
            }
        });
        failed.into_inner().unwrap_or_default().map_or(Ok(()), Err)
    }

    /// A plugin whose manifest cannot be read starts in no version.
    fn without_manifest(&self, slot: &Slot) -> Result<(), ManageError> {
        let refused = Err(slot.not_ready());
        self.note_load(slot, &refused);
        match self.on_error(&slot.name) {
            OnError::Fail => refused,
            OnError::Skip | OnError::KeepOld => Ok(()),
        }
    }

    fn on_error(&self, name: &Name) -> OnError {
        (self.inner.shared.options.on_error)(name)
    }

    /// Starts one plugin, and before it those that it needs. One that runs is left as it is; one that is in quarantine is
    /// tried again.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// assert!(manager.load("greet")?.state.serves());
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// The reason why it does not run; it keeps that as its own.
    pub fn load(&self, name: &str) -> Result<PluginStatus, ManageError> {
        self.discover()?;
        self.forgive(&self.inner.slot(name)?.name)?;
        self.load_known(name)
    }

    /// Forgets that a plugin is in quarantine.
    pub(crate) fn forgive(&self, name: &Name) -> Result<(), ManageError> {
        self.inner.forgive(name).map_err(|error| ManageError::Store(Box::new(error)))
    }

    /// Starts one plugin that was found, and before it those that it needs, but not what is in quarantine.
    pub(crate) fn load_known(&self, name: &str) -> Result<PluginStatus, ManageError> {
        let slot = self.inner.slot(name)?;
        let nodes = self.inner.nodes();
        let mut needed = BTreeSet::from([slot.name.clone()]);
        let mut open = vec![slot.name.clone()];
        while let Some(node) = open.pop().and_then(|name| nodes.get(&name)) {
            open.extend(node.depends.keys().filter(|needs| needed.insert((*needs).clone())).cloned());
        }
        let order = order(&nodes);
        let mut result = Ok(());
        for name in order.levels.iter().flatten().filter(|name| needed.contains(*name)) {
            let started = self.start_one(name, order.unmet.get(name));
            if *name == slot.name {
                result = started;
            }
        }
        if slot.status().manifest.is_none() {
            return Err(slot.not_ready());
        }
        result.map(|()| slot_status(&slot))
    }

    fn start_one(&self, name: &Name, unmet: Option<&Unmet>) -> Result<(), ManageError> {
        let slot = self.inner.slot(name.as_str())?;
        let _work = slot.work.begin();
        if slot.current().is_some() {
            return Ok(());
        }
        let (folder, manifest) = {
            let status = slot.status();
            (status.folder.clone(), status.manifest.clone())
        };
        let Some(manifest) = manifest else { return Err(slot.not_ready()) };
        let started = self.start_version(&slot, (&folder, &manifest), unmet.cloned());
        self.note_load(&slot, &started);
        match started {
            Err(error) if self.on_error(name) == OnError::KeepOld => self.start_older(&slot, &manifest, error),
            started => started,
        }
    }

    fn start_version(
        &self,
        slot: &Slot,
        (folder, manifest): (&Path, &Manifest),
        unmet: Option<Unmet>,
    ) -> Result<(), ManageError> {
        let mut track = Track::of_plugin(&self.inner.shared.hub, slot, manifest.version.clone());
        if let Some(unmet) = unmet.or_else(|| self.down(manifest)) {
            let reason = unmet.to_string();
            track.force(State::Refused, Some(reason.clone()));
            return Err(ManageError::Unmet { plugin: manifest.name.clone(), reason });
        }
        let granted = self.granted(manifest, folder).inspect_err(|error| {
            track.force(State::Refused, Some(chain(error)));
        })?;
        let candidate = Candidate { folder, manifest, granted, from: None, trial: None };
        self.start_and_put(slot, &candidate, &mut track)
    }

    /// Starts the newest of the versions that were in use before, where the one in use does not start.
    fn start_older(&self, slot: &Slot, newest: &Manifest, failed: ManageError) -> Result<(), ManageError> {
        let Some(store) = self.inner.store()?.filter(|store| store.is_installed(&slot.name)) else {
            return Err(failed);
        };
        let older = store.older(&slot.name).map_err(|error| ManageError::Store(Box::new(error)))?;
        for installed in older {
            let Ok(manifest) = installed.manifest().map(|parsed| parsed.manifest) else { continue };
            let unmet = unmet(&self.inner.nodes(), &manifest.depends);
            let started = self.start_version(slot, (&installed.folder, &manifest), unmet);
            self.note_load(slot, &started);
            if started.is_ok() {
                let reason = format!("{} does not start: {}", newest.version, chain(&failed));
                if let Some(serving) = slot.current() {
                    slot.stand(&self.inner.shared, &serving, State::Ready, Some(reason));
                }
                return Ok(());
            }
        }
        let state = slot.status().state;
        Track::of_plugin(&self.inner.shared.hub, slot, newest.version.clone()).force(state, Some(chain(&failed)));
        Err(failed)
    }

    fn note_load(&self, slot: &Slot, started: &Result<(), ManageError>) {
        self.inner.shared.note(|| {
            let current = slot.current();
            let version = slot.status().manifest.as_ref().map(|manifest| manifest.version.clone());
            Record {
                version: current.as_ref().map(|serving| serving.manifest.version.clone()).or(version),
                digest: current.and_then(|serving| serving.digest()),
                ..Record::new(Action::Load, Some(slot.name.clone()), Verdict::of(started))
            }
        });
    }

    /// The first plugin that `manifest` needs and that does not run.
    fn down(&self, manifest: &Manifest) -> Option<Unmet> {
        manifest.depends.keys().find_map(|needs| {
            let slot = self.inner.slot(needs.as_str()).ok()?;
            let status = slot.status();
            let reason = || status.reason.clone().unwrap_or_else(|| format!("it is {}", status.state));
            (!status.state.serves()).then(|| Unmet::Down { needs: needs.clone(), reason: reason() })
        })
    }
}
