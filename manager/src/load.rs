//! How plugins start and stop: in the order of what they need, and each with a state and a reason, so that one that does
//! not start stops nobody else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use plugwright::{Builder, Policy};
use semver::Version;
use serde_json::{Map, Value as Json};

use crate::depends::{Unmet, dependents, order};
use crate::diff::Profile;
use crate::discover::chain;
use crate::disk::Disk;
use crate::lifecycle::{self, Moment};
use crate::manager::slot_status;
use crate::serving::{Host, Serving, Trial};
use crate::settings::Settings;
use crate::slot::{Slot, lock};
use crate::track::Track;
use crate::{ManageError, Manager, Manifest, Name, PluginStatus, Source, State};

/// Folder below the base with what the host sets for each plugin: `NAME.json`.
const CONFIG_FOLDER: &str = ".config";

/// A version that is about to start.
pub(crate) struct Candidate<'c> {
    pub(crate) folder: &'c Path,
    pub(crate) manifest: &'c Manifest,
    pub(crate) grants: Policy,
    /// The version that it takes the place of.
    pub(crate) from: Option<&'c Version>,
    pub(crate) trial: Option<Trial>,
}

impl Manager {
    /// Finds all plugins and starts them, those first that others need, on all processors. Returns how each stands.
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

    /// Stops one plugin, and before it those that need it. Calls that run have [`crate::Options::drain`] to end.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], and [`ManageError::Vetoed`] where a hook keeps it or one that needs it.
    pub fn unload(&self, name: &str) -> Result<PluginStatus, ManageError> {
        let slot = self.inner.slot(name)?;
        for dependent in dependents(&self.inner.nodes(), &slot.name) {
            self.stop(&*self.inner.slot(dependent.as_str())?)?;
        }
        self.stop(&slot)?;
        Ok(slot_status(&slot))
    }

    /// Stops all plugins, those first that nobody needs.
    ///
    /// # Errors
    /// [`ManageError::Vetoed`] where a hook keeps one; those that were stopped by then stay so.
    pub fn unload_all(&self) -> Result<(), ManageError> {
        let levels = order(&self.inner.nodes()).levels;
        for name in levels.iter().rev().flatten() {
            self.stop(&*self.inner.slot(name.as_str())?)?;
        }
        Ok(())
    }

    /// Sets what the host configures for a plugin, over what its manifest says, and keeps it for the next start. A plugin
    /// that runs sees it at its next question.
    ///
    /// # Errors
    /// [`ManageError::Config`] where the plugin's schema refuses it, and [`ManageError::Keep`] where it cannot be
    /// written; then nothing is changed.
    pub fn configure(&self, name: &str, values: Map<String, Json>) -> Result<(), ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = lock(&slot.work);
        let serving = slot.current();
        let manifest =
            serving.as_ref().map(|serving| serving.manifest.clone()).or_else(|| slot.status().manifest.clone());
        let Some(manifest) = manifest else { return Err(slot.not_ready()) };
        let settings = settings(&manifest, &values)?;
        let path = self.config_path(&slot.name);
        let disk = Disk::default();
        // A JSON object always serialises.
        let bytes = serde_json::to_vec_pretty(&values).unwrap_or_default();
        let kept = disk.make_folder(path.parent().unwrap_or(Path::new("."))).and_then(|()| disk.replace(&path, &bytes));
        kept.map_err(|source| ManageError::Keep { plugin: slot.name.clone(), source: Box::new(source) })?;
        if let Some(serving) = serving {
            serving.host.settings.store(Arc::new(settings));
        }
        Ok(())
    }

    /// Returns the config of a plugin as it applies: the manifest's values with the host's on top.
    ///
    /// # Errors
    /// [`ManageError::NoPlugin`], and as for [`Manager::configure`].
    pub fn config(&self, name: &str) -> Result<Map<String, Json>, ManageError> {
        let slot = self.inner.slot(name)?;
        if let Some(serving) = slot.current() {
            return Ok(serving.host.settings.load().to_json().clone());
        }
        let Some(manifest) = slot.status().manifest.clone() else { return Err(slot.not_ready()) };
        Ok(settings(&manifest, &self.host_values(&manifest.name)?)?.to_json().clone())
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
        let grants = (self.inner.shared.options.grants)(&manifest);
        let candidate = Candidate { folder: &folder, manifest: &manifest, grants, from: None, trial: None };
        self.start_and_put(&slot, &candidate, &mut track)
    }

    /// Starts a version and lets it serve, where none does.
    pub(crate) fn start_and_put(
        &self,
        slot: &Slot,
        candidate: &Candidate<'_>,
        track: &mut Track<'_>,
    ) -> Result<(), ManageError> {
        let started = self.start(candidate, track).and_then(|serving| {
            track.to(State::Ready, None).inspect_err(|_| self.retire(&serving))?;
            Ok(serving)
        });
        match started {
            Ok(serving) => {
                serving.host.set_state(State::Ready);
                slot.put(serving);
                slot.loads.fetch_add(1, Relaxed);
                Ok(())
            }
            Err(error) => {
                if let ManageError::Vetoed { .. } = error {
                    track.force(State::Stopped, Some(error.to_string()));
                }
                Err(error)
            }
        }
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

    /// Builds, opens and asks a version, up to the point where it could serve.
    pub(crate) fn start(&self, candidate: &Candidate<'_>, track: &mut Track<'_>) -> Result<Arc<Serving>, ManageError> {
        let Candidate { folder, manifest, grants, from, trial } = candidate;
        let options = &self.inner.shared.options;
        let mut refused = |error: ManageError| {
            track.force(State::Refused, Some(chain(&error)));
            error
        };
        let source = source(manifest, folder).map_err(&mut refused)?;
        let host_values = self.host_values(&manifest.name).map_err(&mut refused)?;
        let settings = settings(manifest, &host_values).map_err(&mut refused)?;
        track.to(State::Building, None)?;
        let builder = Builder::new(source).policy(grants.clone()).cache(options.cache.clone());
        let plugin = builder.build().map_err(|source| {
            let error = ManageError::Build { plugin: manifest.name.clone(), source: Box::new(source) };
            track.force(State::Refused, Some(chain(&error)));
            error
        })?;
        track.to(State::Installed, None)?;
        self.keep_profile(&builder, plugin.built().artifact.digest.as_str());
        track.to(State::Loading, None)?;
        let host = Arc::new(Host::new(manifest.name.clone(), settings, options.log.clone()));
        let serving = Arc::new(Serving::new(plugin, (*manifest).clone(), folder.to_path_buf(), host, *trial));
        let first = match from {
            Some(from) => Moment::Upgrade(from.to_string()),
            None => Moment::Load,
        };
        let started = lifecycle::call(&serving, first, options.lifecycle).and_then(|()| {
            // What was loaded is unloaded, whether it is well or not.
            lifecycle::call(&serving, Moment::Health, options.lifecycle).inspect_err(|_| self.retire(&serving))
        });
        match started {
            Ok(()) => Ok(serving),
            Err(error) => {
                track.force(State::Quarantined, Some(chain(&error)));
                Err(error)
            }
        }
    }

    /// Where the sources' profiles lie, each named by the digest of its library.
    pub(crate) fn profiles(&self) -> PathBuf {
        self.inner.shared.options.cache.root().join("profiles")
    }

    /// Remembers what the sources use and offer, for the next upgrade, whose diff is the poorer where this fails.
    fn keep_profile(&self, builder: &Builder<'_>, digest: &str) {
        let folder = self.profiles();
        if Profile::is_kept(&folder, digest) {
            return;
        }
        if let Ok(profile) = Profile::of(builder)
            && let Err(error) = profile.keep(&folder, digest)
        {
            tracing::debug!(%error, "the profile of a plugin is not kept");
        }
    }

    /// Stops a plugin that runs.
    fn stop(&self, slot: &Slot) -> Result<(), ManageError> {
        let _work = lock(&slot.work);
        let Some(serving) = slot.current() else { return Ok(()) };
        let mut track = Track::of_plugin(&self.inner.shared.hub, slot, serving.manifest.version.clone());
        track.to(State::Draining, None)?;
        serving.host.set_state(State::Draining);
        let (current, previous) = slot.take();
        let late: u64 = current.iter().map(|serving| self.drain(serving)).sum();
        for serving in previous.iter().chain(&current) {
            self.retire(serving);
        }
        let reason = (late > 0).then(|| format!("{late} calls had not ended"));
        track.force(State::Stopped, reason);
        Ok(())
    }

    /// Waits for the calls of a version that is closed; asks those to stop that have a context and are late. Returns how
    /// many are left.
    pub(crate) fn drain(&self, serving: &Serving) -> u64 {
        let options = &self.inner.shared.options;
        let late = serving.ledger.drain(Instant::now() + options.drain);
        if late == 0 {
            return 0;
        }
        serving.ledger.note_late(late, serving.cancel());
        serving.ledger.drain(Instant::now() + options.grace)
    }

    /// Lets a version go that serves no more.
    pub(crate) fn retire(&self, serving: &Arc<Serving>) {
        serving.host.set_state(State::Stopped);
        if let Err(error) = lifecycle::call(serving, Moment::Unload, self.inner.shared.options.lifecycle) {
            tracing::warn!(plugin = %serving.manifest.name, "{}", chain(&error));
        }
        serving.plugin.library().flush();
    }

    fn config_path(&self, name: &Name) -> PathBuf {
        self.inner.base.join(CONFIG_FOLDER).join(format!("{name}.json"))
    }

    /// What the host sets for a plugin.
    fn host_values(&self, name: &Name) -> Result<Map<String, Json>, ManageError> {
        let path = self.config_path(name);
        match std::fs::read(&path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| ManageError::Settings { path, source: error.into() })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Map::new()),
            Err(source) => Err(ManageError::Settings { path, source }),
        }
    }
}

fn settings(manifest: &Manifest, host: &Map<String, Json>) -> Result<Settings, ManageError> {
    let refused = |faults| ManageError::Config { plugin: manifest.name.clone(), faults };
    Settings::new(&manifest.config, host).map_err(refused)
}

/// The folder of the package that a plugin is built from.
pub(crate) fn source(manifest: &Manifest, folder: &Path) -> Result<PathBuf, ManageError> {
    let place = match &manifest.source {
        Source::LocalSrc { path } => return Ok(folder.join(path)),
        Source::LocalSo { path } => {
            return Err(ManageError::Prebuilt { plugin: manifest.name.clone(), path: path.clone() });
        }
        Source::RemoteGit { url, .. } => format!("at {url}"),
        Source::Package { path } => format!("in the package {}", path.display()),
    };
    Err(ManageError::Elsewhere { plugin: manifest.name.clone(), place })
}
