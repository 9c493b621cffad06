//! In which order plugins start: those first that others need, and each with a state and a reason, so that one that does not
//! start stops nobody else. How one version starts is in `start.rs`.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::depends::{Unmet, order};
use crate::error::chain;
use crate::slot::lock;
use crate::start::Candidate;
use crate::status::slot_status;
use crate::track::Track;
use crate::{ManageError, Manager, Manifest, Name, PluginStatus, State};

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
    /// its reason.
    pub fn load_all(&self) -> Result<Vec<PluginStatus>, ManageError> {
        self.discover()?;
        let order = order(&self.inner.nodes());
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        for level in &order.levels {
            let next = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..threads.min(level.len()) {
                    scope.spawn(|| {
                        while let Some(name) = level.get(next.fetch_add(1, Relaxed)) {
                            // The plugin keeps its reason.
                            let _ = self.start_one(name, order.unmet.get(name));
                        }
                    });
                }
            });
        }
        Ok(self.list())
    }

    /// Starts one plugin, and before it those that it needs. One that runs is left as it is.
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
        let _work = lock(&slot.work);
        if slot.current().is_some() {
            return Ok(());
        }
        let (folder, manifest) = {
            let status = slot.status();
            (status.folder.clone(), status.manifest.clone())
        };
        let Some(manifest) = manifest else { return Err(slot.not_ready()) };
        let mut track = Track::of_plugin(&self.inner.shared.hub, &slot, manifest.version.clone());
        if let Some(unmet) = unmet.cloned().or_else(|| self.down(&manifest)) {
            let reason = unmet.to_string();
            track.force(State::Refused, Some(reason.clone()));
            return Err(ManageError::Unmet { plugin: name.clone(), reason });
        }
        let granted = self.granted(&manifest, &folder).inspect_err(|error| {
            track.force(State::Refused, Some(chain(error)));
        })?;
        let candidate = Candidate { folder: &folder, manifest: &manifest, granted, from: None, trial: None };
        self.start_and_put(&slot, &candidate, &mut track)
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
