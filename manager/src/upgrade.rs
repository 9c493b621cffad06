//! How a plugin is replaced while it is called: the new version is built, checked, opened and asked before the pointer
//! moves, and the old one stays at hand until the new one has stood its first calls.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use plugwright::{Builder, Capability};
use semver::Version;

use crate::depends::unmet;
use crate::diff::{Diff, names};
use crate::granted::Granted;
use crate::ledger::Tally;
use crate::locate::Code;
use crate::options::TrialOptions;
use crate::profile::Profile;
use crate::serving::{Serving, Trial};
use crate::slot::Slot;
use crate::start::Candidate;
use crate::track::Track;
use crate::{Action, ManageError, Manager, Manifest, Record, State, Verdict, load_manifest};

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
    granted: Granted,
}

impl Manager {
    /// Replaces a plugin by a new version of it. Calls that run end in the old version, new ones go to the new, and no
    /// call waits. The old version stays at hand: it takes over again when the new one fails too much of its first calls,
    /// and at [`Manager::rollback`].
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// use plugwright_manager::UpgradeOptions;
    ///
    /// let upgraded = manager.upgrade("greet", &UpgradeOptions::default())?;
    /// println!("{} serves, {} calls ended in the version before", upgraded.to, upgraded.calls.finished);
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// Any reason for which the new version is not taken; then the old one serves as before. [`ManageError::Returned`]
    /// where it was taken, and failed before the old one was drained.
    pub fn upgrade(&self, name: &str, options: &UpgradeOptions) -> Result<Upgraded, ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = slot.work.begin();
        let upgraded = self.forgive(&slot.name).and_then(|()| self.replace(&slot, options));
        self.note_change(Action::Upgrade, &slot, &upgraded);
        upgraded
    }

    fn replace(&self, slot: &Slot, options: &UpgradeOptions) -> Result<Upgraded, ManageError> {
        let proposal = self.propose(slot, options)?;
        let Some(old) = slot.current() else {
            return self.begin(slot, &proposal);
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
            granted: proposal.granted.clone(),
            from: Some(&from),
            trial,
        };
        let new = self.start(&candidate, &mut track)?;
        track.to(State::Ready, None).inspect_err(|_| self.retire(&new))?;
        let calls = self.switch(slot, new, old)?;
        Ok(Upgraded { from: Some(from), to, diff: Some(diff), calls })
    }

    /// Lets the version before serve again. The one that serves now is at hand in its place, so that a second rollback
    /// undoes the first.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// println!("{} serves again", manager.rollback("greet")?.to);
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
    ///
    /// # Errors
    /// [`ManageError::NoPrevious`] where there is none, [`ManageError::Vetoed`] where a hook keeps it.
    pub fn rollback(&self, name: &str) -> Result<Upgraded, ManageError> {
        let slot = self.inner.slot(name)?;
        let _work = slot.work.begin();
        let upgraded = self.go_back(&slot);
        self.note_change(Action::Rollback, &slot, &upgraded);
        upgraded
    }

    fn go_back(&self, slot: &Slot) -> Result<Upgraded, ManageError> {
        let (Some(current), Some(previous)) = (slot.current(), slot.previous()) else {
            let current = slot.current().map(|serving| serving.manifest.version.clone());
            return Err(ManageError::NoPrevious { plugin: slot.name.clone(), current });
        };
        let (from, to) = (current.manifest.version.clone(), previous.manifest.version.clone());
        Track::of_candidate(&self.inner.shared.hub, &slot.name, to.clone(), State::Installed).to(State::Ready, None)?;
        let calls = self.switch(slot, previous, current)?;
        Ok(Upgraded { from: Some(from), to, diff: None, calls })
    }

    /// Writes down the version that serves now, or why it is the one before.
    fn note_change(&self, action: Action, slot: &Slot, upgraded: &Result<Upgraded, ManageError>) {
        self.inner.shared.note(|| {
            let current = slot.current();
            Record {
                version: current.as_ref().map(|serving| serving.manifest.version.clone()),
                digest: current.and_then(|serving| serving.digest()),
                ..Record::new(action, Some(slot.name.clone()), Verdict::of(upgraded))
            }
        });
    }

    /// Says what an upgrade would change, without doing it: no code of the plugin's is compiled or run.
    ///
    /// ```no_run
    /// # let manager = plugwright_manager::Manager::new("plugins");
    /// use plugwright_manager::UpgradeOptions;
    ///
    /// print!("{}", manager.preview("greet", &UpgradeOptions::default())?);
    /// # Ok::<(), plugwright_manager::ManageError>(())
    /// ```
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
        let folder = match &options.folder {
            Some(folder) => folder.clone(),
            None => self.newest(slot)?,
        };
        let manifest = load_manifest(&folder).map_err(ManageError::Discover)?.manifest;
        if manifest.name != slot.name {
            return Err(ManageError::OtherPlugin { plugin: slot.name.clone(), found: manifest.name, folder });
        }
        let granted = self.granted(&manifest, &folder)?.with(&options.grant);
        Ok(Proposal { folder, manifest, granted })
    }

    /// Where the version lies that is to be taken: of a plugin that is installed, the one in use in the store by now.
    fn newest(&self, slot: &Slot) -> Result<PathBuf, ManageError> {
        let folder = slot.status().folder.clone();
        match (self.inner.installed(&folder)?, self.inner.store()?) {
            (Some(_), Some(store)) => match store.current(&slot.name) {
                Ok(current) => Ok(current.folder),
                Err(error) => Err(ManageError::Store(Box::new(error))),
            },
            _ => Ok(folder),
        }
    }

    /// Starts a plugin that does not run from what is proposed.
    fn begin(&self, slot: &Slot, proposal: &Proposal) -> Result<Upgraded, ManageError> {
        let Proposal { folder, manifest, granted } = proposal;
        self.check_neighbours(manifest)?;
        slot.stands_at(folder.clone(), manifest.clone());
        let mut track = Track::of_plugin(&self.inner.shared.hub, slot, manifest.version.clone());
        let candidate = Candidate { folder, manifest, granted: granted.clone(), from: None, trial: None };
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
        let Proposal { folder, manifest, granted } = proposal;
        let build = |source| ManageError::Build { plugin: manifest.name.clone(), source: Box::new(source) };
        let (new, granted) = match self.locate(manifest, folder)? {
            Code::Sources(sources) => {
                let builder = granted.apply(Builder::new(sources)).cache(self.inner.shared.options.cache.clone());
                let granted = builder.effective_policy().map_err(build)?;
                (Some(Profile::of(&builder).map_err(build)?), names(granted.grants()))
            }
            Code::Library { folder, .. } => (Profile::of_report(&folder), names(granted.policy.grants())),
        };
        let kept = Profile::recall(&self.profiles(), old.plugin.built().artifact.digest.as_str()).unwrap_or_default();
        Ok(Diff::between((&old.manifest.version, &kept), (&manifest.version, new.as_ref()), &granted))
    }

    /// Where the profiles of versions lie, each named by the digest of its library.
    pub(crate) fn profiles(&self) -> PathBuf {
        self.inner.shared.options.cache.root().join("profiles")
    }

    /// Holds a new version against what it needs, and what needs it.
    fn check_neighbours(&self, manifest: &Manifest) -> Result<(), ManageError> {
        let nodes = self.inner.nodes();
        if let Some(unmet) = unmet(&nodes, &manifest.depends) {
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
