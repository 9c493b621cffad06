//! How a plugin is replaced while it is called: the new version is built, checked, opened and asked before the pointer
//! moves, and the old one stays at hand until the new one has stood its first calls.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use plugwright::{Builder, Capability, Policy};
use semver::Version;

use crate::depends::Unmet;
use crate::diff::{Diff, Profile, names};
use crate::ledger::Tally;
use crate::load::{Candidate, source};
use crate::options::TrialOptions;
use crate::serving::{Serving, Trial};
use crate::slot::{Slot, lock};
use crate::track::Track;
use crate::{ManageError, Manager, Manifest, State, load_manifest};

/// What a host says of one upgrade.
#[derive(Clone, Debug, Default)]
pub struct UpgradeOptions {
    /// The folder with the new version's `plugin.json`; the plugin's own where nothing is said.
    pub folder: Option<PathBuf>,
    /// What the new version is granted beyond what the host grants it anyway.
    pub grant: BTreeSet<Capability>,
    /// Whether callers may find that functions are gone or other, though the version does not say so.
    pub accept_breaks: bool,
}

/// What an upgrade came to.
#[derive(Clone, Debug)]
pub struct Upgraded {
    /// The version before; none where the plugin did not run.
    pub from: Option<Version>,
    /// The version that serves.
    pub to: Version,
    /// What is different.
    pub diff: Option<Diff>,
    /// What became of the calls of the version before.
    pub calls: Tally,
}

/// A new version, before anything is done about it.
struct Proposal {
    folder: PathBuf,
    manifest: Manifest,
    source: PathBuf,
    grants: Policy,
}

impl Manager {
    /// Replaces a plugin by a new version of it. Calls that run end in the old version, new ones go to the new, and no
    /// call waits. The old version stays at hand: it takes over again when the new one fails too much of its first calls,
    /// and at [`Manager::rollback`].
    ///
    /// # Errors
    /// Any reason for which the new version is not taken; then the old one serves as before. [`ManageError::Returned`]
    /// where it was taken, and failed before the old one was drained.
    pub fn upgrade(&self, name: &str, options: &UpgradeOptions) -> Result<Upgraded, ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = lock(&slot.work);
        let proposal = self.propose(&slot, options)?;
        let Some(old) = slot.current() else {
            return self.begin(&slot, &proposal);
        };
        self.check_neighbours(&proposal.manifest)?;
        let diff = self.diff(&old, &proposal)?;
        if !diff.objections(options.accept_breaks).is_empty() {
            let (plugin, accepted_breaks) = (slot.name.clone(), options.accept_breaks);
            return Err(ManageError::Diff { plugin, diff: Box::new(diff), accepted_breaks });
        }
        let (from, to) = (old.manifest.version.clone(), proposal.manifest.version.clone());
        let hub = &self.inner.shared.hub;
        let mut track = Track::of_candidate(hub, &slot.name, to.clone(), State::Discovered);
        let trial = Some(self.inner.shared.options.trial.into());
        let candidate = Candidate {
            folder: &proposal.folder,
            manifest: &proposal.manifest,
            grants: proposal.grants.clone(),
            from: Some(&from),
            trial,
        };
        let new = self.start(&candidate, &mut track)?;
        track.to(State::Ready, None).inspect_err(|_| self.retire(&new))?;
        let calls = self.switch(&slot, new, old)?;
        Ok(Upgraded { from: Some(from), to, diff: Some(diff), calls })
    }

    /// Lets the version before serve again. The one that serves now is at hand in its place, so that a second rollback
    /// undoes the first.
    ///
    /// # Errors
    /// [`ManageError::NoPrevious`] where there is none, [`ManageError::Vetoed`] where a hook keeps it.
    pub fn rollback(&self, name: &str) -> Result<Upgraded, ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = lock(&slot.work);
        let (Some(current), Some(previous)) = (slot.current(), slot.previous()) else {
            let current = slot.current().map(|serving| serving.manifest.version.clone());
            return Err(ManageError::NoPrevious { plugin: slot.name.clone(), current });
        };
        let (from, to) = (current.manifest.version.clone(), previous.manifest.version.clone());
        Track::of_candidate(&self.inner.shared.hub, &slot.name, to.clone(), State::Installed).to(State::Ready, None)?;
        let calls = self.switch(&slot, previous, current)?;
        Ok(Upgraded { from: Some(from), to, diff: None, calls })
    }

    /// Says what an upgrade would change, without doing it: nothing is compiled.
    ///
    /// # Errors
    /// [`ManageError::NotReady`] where the plugin does not run, and any reason for which the new version cannot be read.
    pub fn preview(&self, name: &str, options: &UpgradeOptions) -> Result<Diff, ManageError> {
        let slot = self.inner.slot(name)?;
        let proposal = self.propose(&slot, options)?;
        match slot.current() {
            Some(old) => self.diff(&old, &proposal),
            None => Err(slot.not_ready()),
        }
    }

    fn propose(&self, slot: &Slot, options: &UpgradeOptions) -> Result<Proposal, ManageError> {
        let folder = options.folder.clone().unwrap_or_else(|| slot.status().folder.clone());
        let manifest = load_manifest(&folder).map_err(ManageError::Discover)?.manifest;
        if manifest.name != slot.name {
            return Err(ManageError::OtherPlugin { plugin: slot.name.clone(), found: manifest.name, folder });
        }
        let source = source(&manifest, &folder)?;
        let granted = (self.inner.shared.options.grants)(&manifest);
        let grants = options.grant.iter().fold(granted, |policy, capability| policy.grant(*capability));
        Ok(Proposal { folder, manifest, source, grants })
    }

    /// Starts a plugin that does not run from what is proposed.
    fn begin(&self, slot: &Slot, proposal: &Proposal) -> Result<Upgraded, ManageError> {
        let Proposal { folder, manifest, grants, .. } = proposal;
        self.check_neighbours(manifest)?;
        {
            let mut status = slot.status();
            status.folder.clone_from(folder);
            status.manifest = Some(manifest.clone());
        }
        let mut track = Track::of_plugin(&self.inner.shared.hub, slot, manifest.version.clone());
        let candidate = Candidate { folder, manifest, grants: grants.clone(), from: None, trial: None };
        self.start_and_put(slot, &candidate, &mut track)?;
        Ok(Upgraded { from: None, to: manifest.version.clone(), diff: None, calls: Tally::default() })
    }

    /// Moves the pointer, and waits for the calls of the old version.
    fn switch(&self, slot: &Slot, new: Arc<Serving>, old: Arc<Serving>) -> Result<Tally, ManageError> {
        let hub = &self.inner.shared.hub;
        new.host.set_state(State::Ready);
        old.host.set_state(State::Draining);
        let (_, before) = slot.put(new.clone());
        slot.loads.fetch_add(1, Relaxed);
        {
            let mut status = slot.status();
            status.state = State::Ready;
            status.reason = None;
            status.manifest = Some(new.manifest.clone());
            status.folder.clone_from(&new.folder);
        }
        let version = old.manifest.version.clone();
        let mut leaving = Track::of_candidate(hub, &slot.name, version, State::Ready);
        leaving.force(State::Draining, None);
        let late = self.drain(&old);
        // A version that was put back by a rollback is the one that would be let go.
        if let Some(before) = before.filter(|before| !Arc::ptr_eq(before, &new)) {
            self.retire(&before);
        }
        if slot.current().is_none_or(|current| !Arc::ptr_eq(&current, &new)) {
            let status = slot.status();
            return Err(ManageError::Returned {
                plugin: slot.name.clone(),
                from: old.manifest.version.clone(),
                to: Box::new(new.manifest.version.clone()),
                reason: status.reason.clone().unwrap_or_else(|| format!("it is {}", status.state)),
            });
        }
        leaving.force(State::Installed, (late > 0).then(|| format!("{late} calls had not ended")));
        Ok(old.ledger.tally())
    }

    fn diff(&self, old: &Serving, proposal: &Proposal) -> Result<Diff, ManageError> {
        let builder = Builder::new(&proposal.source).cache(self.inner.shared.options.cache.clone());
        let build = |source| ManageError::Build { plugin: proposal.manifest.name.clone(), source: Box::new(source) };
        let new = Profile::of(&builder).map_err(build)?;
        let profile =
            Profile::recall(&self.profiles(), old.plugin.built().artifact.digest.as_str()).unwrap_or_default();
        let granted = names(proposal.grants.grants());
        Ok(Diff::between((&old.manifest.version, &profile), (&proposal.manifest.version, &new), &granted))
    }

    /// Holds a new version against what it needs, and what needs it.
    fn check_neighbours(&self, manifest: &Manifest) -> Result<(), ManageError> {
        let nodes = self.inner.nodes();
        for (needs, range) in &manifest.depends {
            let unmet = match nodes.get(needs) {
                None => Unmet::Missing { needs: needs.clone(), range: range.clone(), nearest: None },
                Some(node) if !range.matches(&node.version) => {
                    Unmet::Version { needs: needs.clone(), range: range.clone(), found: node.version.clone() }
                }
                Some(_) => continue,
            };
            return Err(ManageError::Unmet { plugin: manifest.name.clone(), reason: unmet.to_string() });
        }
        for (dependent, node) in &nodes {
            let runs = self.inner.slot(dependent.as_str()).is_ok_and(|slot| slot.current().is_some());
            if let Some(range) =
                node.depends.get(&manifest.name).filter(|range| runs && !range.matches(&manifest.version))
            {
                return Err(ManageError::Dependents {
                    plugin: manifest.name.clone(),
                    dependent: dependent.clone(),
                    range: range.clone(),
                    to: manifest.version.clone(),
                });
            }
        }
        Ok(())
    }
}

impl From<TrialOptions> for Trial {
    fn from(options: TrialOptions) -> Self {
        let TrialOptions { calls, failed, panics } = options;
        Self { calls, failures: (calls as f64 * failed) as u64, panics }
    }
}
