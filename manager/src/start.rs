//! How one version of a plugin starts: its code is found and built or checked, opened, and asked whether it is well.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use plugwright::{Builder, Plugin};
use semver::Version;

use crate::error::chain;
use crate::granted::Granted;
use crate::lifecycle::{self, Moment};
use crate::locate::Code;
use crate::profile::Profile;
use crate::quarantine::Quarantine;
use crate::residency::pins;
use crate::serving::{Host, Serving, Trial};
use crate::settings::Settings;
use crate::slot::Slot;
use crate::track::Track;
use crate::{CallState, ManageError, Manager, Manifest, State};

/// A version that is about to start.
pub(crate) struct Candidate<'c> {
    pub(crate) folder: &'c Path,
    pub(crate) manifest: &'c Manifest,
    pub(crate) granted: Granted,
    /// The version that it takes the place of.
    pub(crate) from: Option<&'c Version>,
    pub(crate) trial: Option<Trial>,
}

impl Manager {
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

    /// Builds, opens and asks a version, up to the point where it could serve.
    pub(crate) fn start(&self, candidate: &Candidate<'_>, track: &mut Track<'_>) -> Result<Arc<Serving>, ManageError> {
        let manifest = candidate.manifest;
        let settings = self.settings(manifest).inspect_err(|error| refuse(track, error))?;
        track.to(State::Building, None)?;
        let plugin = self.plugin(candidate).and_then(|plugin| fit_for_calls(plugin, manifest));
        let plugin = plugin.inspect_err(|error| refuse(track, error))?;
        self.check_quarantine(&plugin, manifest, track)?;
        track.to(State::Installed, None)?;
        self.bring_up(plugin, settings, candidate, track)
    }

    /// Calls `on_load` and `health` of a library that is open.
    pub(crate) fn bring_up(
        &self,
        plugin: Plugin,
        settings: Settings,
        candidate: &Candidate<'_>,
        track: &mut Track<'_>,
    ) -> Result<Arc<Serving>, ManageError> {
        let Candidate { folder, manifest, from, trial, .. } = candidate;
        let options = &self.inner.shared.options;
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

    /// Leaves a library alone that was put in quarantine and that nobody wanted to be tried again.
    fn check_quarantine(&self, plugin: &Plugin, manifest: &Manifest, track: &mut Track<'_>) -> Result<(), ManageError> {
        let quarantine = self.inner.quarantine_of(&manifest.name);
        match quarantine.filter(|quarantine| quarantine.digest == plugin.built().artifact.digest) {
            None => Ok(()),
            Some(Quarantine { reason, .. }) => {
                track.force(State::Quarantined, Some(reason.clone()));
                let (plugin, state) = (manifest.name.clone(), State::Quarantined);
                Err(ManageError::NotReady { plugin, state, reason: Some(reason) })
            }
        }
    }

    /// Finds the code of a version, and opens it.
    fn plugin(&self, candidate: &Candidate<'_>) -> Result<Plugin, ManageError> {
        let Candidate { folder, manifest, granted, .. } = candidate;
        let code = self.locate(manifest, folder)?;
        let cache = self.inner.shared.options.cache.clone();
        match &code {
            Code::Sources(sources) => {
                let failed = |source| ManageError::Build { plugin: manifest.name.clone(), source: Box::new(source) };
                let builder = granted.apply(Builder::new(sources)).cache(cache);
                let plugin = builder.build().map_err(failed)?;
                self.keep_profile(plugin.built().artifact.digest.as_str(), || Profile::of(&builder).ok());
                Ok(plugin)
            }
            Code::Library { path, digest, folder } => {
                let failed = |source| ManageError::Open { plugin: manifest.name.clone(), source: Box::new(source) };
                let plugin = Plugin::open_vouched(path, &digest.to_string()).map_err(failed)?;
                self.keep_profile(&digest.to_string(), || Profile::of_report(folder));
                Ok(plugin)
            }
        }
    }

    /// Remembers what a version uses and offers, for the next upgrade, whose diff is the poorer where this fails.
    fn keep_profile(&self, digest: &str, profile: impl FnOnce() -> Option<Profile>) {
        let folder = self.profiles();
        if Profile::is_kept(&folder, digest) {
            return;
        }
        if let Some(Err(error)) = profile().map(|profile| profile.keep(&folder, digest)) {
            tracing::debug!(%error, "the profile of a plugin is not kept");
        }
    }
}

/// Refuses a plugin whose calls shall each have a library of their own, where those would pile up in memory.
fn fit_for_calls(plugin: Plugin, manifest: &Manifest) -> Result<Plugin, ManageError> {
    match manifest.state {
        CallState::PerCall => match pins(&plugin) {
            pins if pins.is_empty() => Ok(plugin),
            pins => Err(ManageError::PerCall { plugin: manifest.name.clone(), pins }),
        },
        CallState::Shared => Ok(plugin),
    }
}

fn refuse(track: &mut Track<'_>, error: &ManageError) {
    track.force(State::Refused, Some(chain(error)));
}
